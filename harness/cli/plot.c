/* SPDX-License-Identifier: MIT */
/* forkscale plot: the plots again, from results.json alone. */
#include "analyse/ballast.h"
#include "analyse/grain.h"
#include "cli/cli.h"
#include "kit/error.h"
#include "module/catalogue.h"
#include "process/interrupt.h"
#include "show/show.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row rows[] = {
    { .argument = "DIR...", .type = OPTION_WORDS },
    { 0 },
};

static const struct option_table table = {
    .name = "forkscale plot",
    .rows = rows,
    .bytes = sizeof(struct option_list),
    .intro = "Draws the plots of each folder again, from its results.json alone, into DIR/plots/: "
             "speedup, efficiency, times and overhead, ballast where sizes of it were measured, "
             "grain and "
             "metg where "
             "grains of spin were, as SVG and PNG, each with its data (.tsv) and its gnuplot "
             "script (.gp) beside it.",
    .outro = "To restyle one, edit its script and run 'gnuplot NAME.gp' in that folder.",
};

static int plot(const char *directory, const char *scripts, struct interrupt *interrupt)
{
    struct error error;
    struct results results;
    if (results_read(directory, &results, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s: %s", directory, error.text);
    struct summary *summaries = summarise(&results);
    const struct plot_place place = { directory, scripts, interrupt };
    int status = EXIT_YES;
    if (summaries == NULL)
        status = program_fail(EXIT_UNMEASURED, "%s: %s", directory, strerror(ENOMEM));
    else if (show_plots(&place, &results, summaries, &error) != 0)
        status = program_fail(EXIT_UNMEASURED, "%s: %s", directory, error.text);
    else
        printf("%s%splots: speedup, efficiency, times, overhead%s%s\n", directory,
               directory[strlen(directory) - 1] == '/' ? "" : "/",
               ballast_has_lines(&results) ? ", ballast" : "",
               grain_has_curves(&results) ? ", grain, metg" : "");
    free(summaries);
    results_release(&results);
    return status;
}

static int plot_all(const void *options, char *const *words)
{
    (void)words;
    const struct option_list *folders = options;
    struct home home;
    struct interrupt interrupt;
    if (folders->count == 0)
        return program_fail(EXIT_USAGE, "plot: give the folder of at least one run, as results/…");
    for (size_t i = 0; i < folders->count; i++)
        if (folders->items[i][0] == '\0') /* its plots would be in the root */
            return program_fail(EXIT_USAGE, "plot: '' is not a folder");
    int status = cli_begin_drawing(&home, &interrupt);
    if (status != EXIT_YES)
        return status;
    for (size_t i = 0; i < folders->count && interrupt_poll(&interrupt) == 0; i++)
        if (plot(folders->items[i], home.gnuplot, &interrupt) != EXIT_YES)
            status = EXIT_UNMEASURED;
    interrupt_close(&interrupt);
    return status;
}

const struct command command_plot = {
    .name = "plot",
    .summary = "draw the plots of results again",
    .table = &table,
    .run = plot_all,
};
