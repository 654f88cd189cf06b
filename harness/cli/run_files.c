/* SPDX-License-Identifier: MIT */
/* The files of a run. */
#include "analyse/ballast.h"
#include "analyse/grain.h"
#include "cli/cli.h"
#include "cli/run.h"

void run_say_files(FILE *stream, const char *folder, bool has_plots, const struct results *results)
{
    static const struct cli_file rows[] = {
        { "plots/speedup.svg", "who scales, and how far" },
        { "plots/efficiency.svg", "what each worker is worth" },
        { "plots/times.svg", "a warm run, and all that a single use costs" },
        { "plots/overhead.svg", "where the time of the workers went" },
        { "plots/grain.svg", "efficiency against grain" },
        { "plots/metg.svg", "how small items may be" },
        { "plots/ballast.svg", "what the memory of the caller costs" },
        { "results.json", "every sample, and the machine" },
    };
    const bool has_curves = has_plots && grain_has_curves(results);
    const bool has_lines = has_plots && ballast_has_lines(results);
    const bool is_there[] = { has_plots,  has_plots,  has_plots, has_plots,
                              has_curves, has_curves, has_lines, true };
    struct cli_file files[sizeof rows / sizeof *rows + 1];
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_there[i])
            files[count++] = rows[i];
    files[count] = (struct cli_file){ NULL, NULL };
    cli_say_files(stream, folder, files);
}
