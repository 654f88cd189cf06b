/* SPDX-License-Identifier: MIT */
/* The files of a run. */
#include "analyse/ballast.h"
#include "analyse/grain.h"
#include "cli/run.h"
#include "kit/text.h"
#include <stdlib.h>

void run_say_files(FILE *stream, const char *folder, bool has_plots, const struct results *results)
{
    char *printable = text_printable(folder);
    const char *name = printable != NULL ? printable : folder;
    fprintf(stream, "\nLook at\n");
    if (has_plots)
        fprintf(stream,
                "  %s/plots/speedup.svg     who scales, and how far\n"
                "  %s/plots/efficiency.svg  what each worker is worth\n"
                "  %s/plots/times.svg       a warm run, and all that a single use costs\n"
                "  %s/plots/overhead.svg    where the time of the workers went\n",
                name, name, name, name);
    if (has_plots && grain_has_curves(results))
        fprintf(stream,
                "  %s/plots/grain.svg       efficiency against grain\n"
                "  %s/plots/metg.svg        how small items may be\n",
                name, name);
    if (has_plots && ballast_has_lines(results))
        fprintf(stream, "  %s/plots/ballast.svg     what the memory of the caller costs\n", name);
    fprintf(stream, "  %s/results.json          every sample, and the machine\n", name);
    free(printable);
}
