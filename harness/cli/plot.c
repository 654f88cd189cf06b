/* SPDX-License-Identifier: MIT */
/* forkscale plot: the plots again, from results.json alone. */
#include "cli/cli.h"
#include "module/catalogue.h"
#include "process/interrupt.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: forkscale plot DIR...\n"
    "\n"
    "Draws the plots of each folder again, from its results.json alone, into DIR/plots/: speedup,\n"
    "efficiency and times, as SVG and PNG, each with its data (.tsv) and its gnuplot script\n"
    "(.gp) beside it. To restyle one, edit its script and run `gnuplot NAME.gp` in that folder.\n"
    "\n"
    "  -h, --help  print this\n";

static int plot(const char *directory, const char *scripts, struct interrupt *interrupt)
{
    struct error cause;
    struct results results;
    int error = results_read(directory, &results, &cause);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "%s: %s", directory, cause.text);
    struct summary *summaries = summarise(&results);
    if (summaries != NULL) {
        const struct plots_options order = { directory, scripts, interrupt };
        error = show_plots(&order, &results, summaries, &cause);
    } else {
        error = error_set(&cause, ENOMEM, "%s", strerror(ENOMEM));
    }
    if (error != 0)
        cli_fail(EXIT_UNMEASURED, "%s: %s", directory, cause.text);
    else
        printf("%s%splots: speedup, efficiency, times\n", directory,
               directory[strlen(directory) - 1] == '/' ? "" : "/");
    free(summaries);
    results_release(&results);
    return error == 0 ? EXIT_WELL : EXIT_UNMEASURED;
}

int command_plot(int argc, char **argv)
{
    static const struct option longs[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
    int option;
    while ((option = cli_option(argc, argv, ":h", longs)) != -1) {
        if (option == '?')
            return EXIT_USAGE;
        fputs(help, stdout);
        return cli_finish();
    }
    if (optind == argc)
        return cli_fail(EXIT_USAGE, "plot: give the folder of at least one run, as results/…");
    struct home home;
    struct error cause;
    if (home_find(&home, &cause) != 0)
        return cli_fail(EXIT_UNMEASURED, "%s", cause.text);
    /* Held, so that a picture that is being drawn leaves nothing behind. */
    struct interrupt interrupt;
    int error = interrupt_open(&interrupt);
    if (error != 0)
        return cli_fail(EXIT_UNMEASURED, "signals cannot be held: %s", strerror(error));
    int status = EXIT_WELL;
    for (int i = optind; i < argc && interrupt_poll(&interrupt) == 0; i++)
        if (plot(argv[i], home.gnuplot, &interrupt) != EXIT_WELL)
            status = EXIT_UNMEASURED;
    interrupt_close(&interrupt);
    int finish = cli_finish();
    return status != EXIT_WELL ? status : finish;
}
