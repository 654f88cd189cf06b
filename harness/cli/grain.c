/* SPDX-License-Identifier: MIT */
/* forkscale grain: how small may items be? A plan of spin at many grains, measured as any other, and
 * METG(50 %) of each strategy. */
#include "show/grain.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "show/noise.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Steps of spin, each about a nanosecond: 1, 2 and 5 in each decade from 100 ns to 10 ms. */
static const unsigned grains[] = { 100,     200,     500,     1000,    2000,   5000,
                                   10000,   20000,   50000,   100000,  200000, 500000,
                                   1000000, 2000000, 5000000, 10000000 };
#define GRAINS (sizeof grains / sizeof *grains)

/* A bag has so much work for each worker: twice the greatest grain, so that it always has more items
 * than workers. Spin has at most so many. */
#define BAG_STEPS     20000000
#define BAG_ITEMS_MAX 10000000

/* A step is called again and again until this time is over. The bags take longer with one call. */
#define CALL_S   0.005
#define BUDGET_S 120

#define WORD_BYTES 64

struct grain_options {
    struct run_options run; /* without workloads and workers */
    int64_t workers;        /* 0: not given */
    struct option_list paths;
};

static const struct option_row rows[] = {
    { "strategy", 's', OPTION_LIST, "STRATEGY",
      .offset = offsetof(struct grain_options, run.strategies),
      .help = "as of 'forkscale run', with the same default" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = BOARD_WORKERS_MAX,
      .offset = offsetof(struct grain_options, workers),
      .help = "number of workers. Default: the usable processors" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_BLOCKS_MAX,
      .offset = offsetof(struct grain_options, run.blocks),
      .help = "blocks. Intervals need at least 6" },
    { "budget", .argument = "SECONDS", .type = OPTION_SECONDS,
      .offset = offsetof(struct grain_options, run.budget_s),
      .help = "as many blocks as fit into this time, at least one. Default: 120 s" },
    RUN_OPTION_SEED,
    RUN_OPTION_TIMEOUT,
    RUN_OPTION_OUTPUT,
    OPTION_FORMAT(struct run_options),
    RUN_OPTION_DRY_RUN,
    RUN_OPTION_QUIET,
    RUN_OPTION_VERBOSE,
    { .argument = "[DIR]", .type = OPTION_WORDS, .offset = offsetof(struct grain_options, paths) },
    { 0 },
};

static const struct grain_options defaults = { .run = { .iterations = 1, .seed = -1 } };

static const struct option_table table = {
    .name = "forkscale grain",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Measures efficiency against the grain of the items, from about 100 ns to 10 ms, and "
        "prints "
        "METG(50 %) of each strategy: the least grain at which half of the workers' time is work. "
        "'step' calls the strategy again and again with one item for each worker; 'bag' calls it "
        "once with many, which together are the same work at every grain. Takes about two minutes, "
        "and writes results.json and plots/ into a folder.\n\n"
        "With DIR, the folder of a run that has at least four grains of spin, prints the same from "
        "its results and measures nothing.",
    .outro = "A strategy that takes long for each item makes small grains slow: name it alone, or "
             "with a --budget.\n\n"
             "Exit status: 0 all well\n"
             "             2 usage, or nothing selected\n"
             "             3 a cell failed, or something could not be read or written\n"
             "         128+n ended by signal n; what was measured is saved, and marked partial",
};

/* --- what is measured ------------------------------------------------------------------------- */

static void write_words(char words[static 2 * GRAINS][WORD_BYTES], unsigned workers)
{
    for (size_t i = 0; i < GRAINS; i++) {
        unsigned long items = (unsigned long)workers * (BAG_STEPS / grains[i]);
        snprintf(words[2 * i], WORD_BYTES, "spin:items=%u,grain=%u", workers, grains[i]);
        snprintf(words[2 * i + 1], WORD_BYTES, "spin:items=%lu,grain=%u",
                 items < BAG_ITEMS_MAX ? items : BAG_ITEMS_MAX, grains[i]);
    }
}

/* --- what is shown ---------------------------------------------------------------------------- */

/* Prints what the results show. Returns the exit status. */
static int print(const struct results *results, const struct grain_curves *curves,
                 enum table_format format, bool quiet)
{
    int error = grain_print(stdout, results, curves, format);
    FILE *words = format == FORMAT_TABLE ? stdout : stderr;
    if (error == 0 && (words == stdout || !quiet))
        error = noise_print(words, results, cli_has_colour(words));
    return program_wrote(error);
}

static int draw(const struct plot_place *place, const struct results *results,
                const struct grain_curves *curves)
{
    struct error error;
    char folder[PATH_MAX];
    const struct plot_place inside = { folder, place->scripts, place->interrupt };
    if (staging_plots(place, folder, &error) == 0 &&
        grain_draw(&inside, results, curves, &error) == 0)
        return EXIT_YES;
    return program_fail(EXIT_UNMEASURED, "no plots: %s", error.text);
}

static void say_files(const char *folder)
{
    static const struct cli_file files[] = {
        { "plots/grain.svg", "efficiency against grain" },
        { "plots/metg.svg", "how small items may be" },
        { "results.json", "every sample, and the machine" },
        { NULL, NULL },
    };
    cli_say_files(stdout, folder, files);
}

static int show(const struct plot_place *place, const struct results *results,
                const struct run_options *options)
{
    struct grain_curves curves;
    if (grain_curves_make(results, &curves) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    /* Before the table: a reader that exits early ends this process by SIGPIPE. */
    int drawn = draw(place, results, &curves);
    interrupt_close(place->interrupt);
    int status = print(results, &curves, options->format, options->quiet);
    grain_curves_release(&curves);
    if (drawn == EXIT_YES && options->format == FORMAT_TABLE)
        say_files(place->folder);
    return drawn != EXIT_YES ? drawn : status;
}

static int measure(const struct grain_options *options, char *const *argv)
{
    char words[2 * GRAINS][WORD_BYTES];
    char *workloads[2 * GRAINS];
    struct run_workers workers;
    struct run_options run = options->run;
    write_words(words, run_set_workers(&run, options->workers, &workers));
    for (size_t i = 0; i < 2 * GRAINS; i++)
        workloads[i] = words[i];
    run.workloads = (struct option_list){ .items = workloads, .count = 2 * GRAINS };
    run.call_s = CALL_S;
    if (run.blocks == 0 && run.budget_s <= 0)
        run.budget_s = BUDGET_S;
    return run_measure(&run, argv, show);
}

/* --- of a run that was measured --------------------------------------------------------------- */

static int read_and_print(const struct grain_options *options)
{
    const char *folder = options->paths.items[0];
    struct results results;
    int status = cli_read(folder, &results);
    if (status != EXIT_YES)
        return status;
    struct grain_curves curves;
    if (grain_curves_make(&results, &curves) != 0) {
        status = program_fail(EXIT_UNMEASURED, "%s", strerror(ENOMEM));
    } else {
        status =
            curves.count > 0
                ? print(&results, &curves, options->run.format, options->run.quiet)
                : program_fail(EXIT_UNMEASURED, "%s: no strategy has %d grains of spin or more",
                               folder, GRAIN_POINTS_LEAST);
        grain_curves_release(&curves);
    }
    results_release(&results);
    return status;
}

static int run(const void *fields, char *const *argv)
{
    const struct grain_options *options = fields;
    const struct run_options *asked = &options->run;
    if (options->paths.count == 0)
        return measure(options, argv);
    if (options->paths.count > 1)
        return program_fail(EXIT_USAGE, "grain: give the folder of one run, or none to measure");
    if (asked->strategies.count > 0 || options->workers > 0 || asked->blocks > 0 ||
        asked->budget_s > 0 || asked->directory != NULL || asked->dry_run)
        return program_fail(EXIT_USAGE,
                            "grain: DIR '%s' has been measured; only --format and --quiet go with "
                            "it",
                            options->paths.items[0]);
    return read_and_print(options);
}

const struct command command_grain = {
    .name = "grain",
    .summary = "measure how small items may be: METG(50 %) of each strategy",
    .table = &table,
    .run = run,
};
