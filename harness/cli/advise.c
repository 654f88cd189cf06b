/* SPDX-License-Identifier: MIT */
/* forkscale advise: which strategy? A short plan of spin that gives the costs of each strategy, measured
 * as any other, and what follows from it for the question. */
#include "analyse/advice_costs.h"
#include "cli/cli.h"
#include "cli/run.h"
#include "kit/limits.h"
#include "kit/memory.h"
#include "show/advice.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CALL_S         0.002
#define BLOCKS         12
#define ITERATIONS     7
#define ITEMS_MAX      INT64_C(1000000000000)
#define UNEVENNESS_MAX 100
#define CALLS_MAX      1000000000

/* What the calibration touches, in bytes: what fork takes is linear in it, and is carried on. */
#define CALIBRATED_LEAST 0x1p20
#define CALIBRATED_MOST  0x1p28

#define WORD_BYTES 64

struct advise_options {
    struct run_options run; /* without workloads, strategies and workers */
    int64_t items;          /* 0: not given */
    double grain_ns;        /* 0: not given */
    double unevenness;
    double calls_per_s; /* 0: not given */
    double parent_bytes;
    bool again;
    bool processes;
    struct option_list paths;
};

#define AT(field) offsetof(struct advise_options, field)

static const struct option_row rows[] = {
    { "items", 'n', OPTION_NUMBER, "N", AT(items), .min = 1, .max = ITEMS_MAX,
      .help = "how many items a call has" },
    { "grain", 'g', OPTION_TIME, "TIME", AT(grain_ns),
      .help = "what an item takes alone, on average: 300ns, 20us, 1.5ms" },
    { "unevenness", 'u', OPTION_REAL, "CV", AT(unevenness), .min = -1, .max = UNEVENNESS_MAX,
      .help = "standard deviation of what items take over its mean. Default: 0, all alike" },
    { "calls-per-second", 'r', OPTION_REAL, "R", AT(calls_per_s), .min = 0, .max = CALLS_MAX,
      .help = "the program calls so often and keeps the pool open. Default: it calls once" },
    { "again", .offset = AT(again), .help = "the program calls again as soon as a call is over" },
    { "parent", 'p', OPTION_SIZE, "SIZE", AT(parent_bytes),
      .help = "memory that the calling program has touched: 64M, 1GiB. Default: 0" },
    { "processes", .offset = AT(processes), .help = "no threads: only workers that are processes" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_BLOCKS_MAX,
      .offset = AT(run.blocks),
      .help = "blocks of the calibration. Default: 12. Intervals need at least 6" },
    RUN_OPTION_SEED,
    RUN_OPTION_OUTPUT,
    OPTION_FORMAT(struct run_options),
    RUN_OPTION_DRY_RUN,
    RUN_OPTION_QUIET,
    RUN_OPTION_VERBOSE,
    { .argument = "[DIR]", .type = OPTION_WORDS, .offset = AT(paths) },
    { 0 },
};

static const struct advise_options defaults = { .run = { .iterations = ITERATIONS, .seed = -1 } };

static const struct option_table table = {
    .name = "forkscale advise",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Says which strategy is fastest for so many items of this grain, the time to expect, and "
        "why the others lose. It measures what calls, claims and forks cost here, with each "
        "strategy, in half a minute to a minute, and predicts the rest: list scheduling of random "
        "costs. Of strategies within 2 % the simplest is advised.\n\n"
        "With DIR, the folder of an earlier calibration, measures nothing.",
    .outro = "Exit status: 0 all well\n"
             "             1 so many calls per second cannot be met\n"
             "             2 usage, or nothing selected\n"
             "             3 a cell failed, or something could not be read or written\n"
             "         128+n ended by signal n",
};

/* --- the answer ------------------------------------------------------------------------------- */

static struct advice_question ask(const struct advise_options *options, unsigned workers)
{
    bool is_kept = options->again || options->calls_per_s > 0;
    return (struct advice_question){
        .items = (uint64_t)options->items,
        .grain_ns = options->grain_ns,
        .unevenness = options->unevenness,
        .use = is_kept ? ADVICE_AGAIN : ADVICE_ONCE,
        .calls_per_s = options->calls_per_s,
        .workers = workers,
        .has_processes = options->processes,
    };
}

static int answer(const struct advise_options *options, const struct advice_costs *costs)
{
    const struct advice_question question = ask(options, costs->workers);
    struct advice advice;
    int error = advice_make(&question, costs->blocks, costs->count, &advice);
    if (error != 0)
        return program_fail(EXIT_UNMEASURED, "advise: %s",
                            error == ENOENT
                                ? "the calibration has no strategy that could be advised"
                                : strerror(error));
    int status = program_wrote(advice_print(stdout, &question, &advice, options->run.format));
    if (status == EXIT_YES && question.calls_per_s > 0 && !advice.is_in_time)
        status = EXIT_NO;
    return status;
}

static int read_and_answer(const char *folder, const struct results *results,
                           const struct advise_options *options)
{
    struct advice_costs costs;
    int error = advice_costs_make(results, options->parent_bytes, &costs);
    if (error != 0)
        return program_fail(EXIT_UNMEASURED, "%s: %s", folder,
                            error == ENOENT ? "it is not the calibration of 'forkscale advise'"
                                            : strerror(error));
    int status =
        options->parent_bytes > 0 && costs.ballast_bytes <= 0
            ? program_fail(EXIT_UNMEASURED,
                           "%s: it was calibrated without --parent, so what a large program pays "
                           "is not known",
                           folder)
            : answer(options, &costs);
    advice_costs_release(&costs);
    return status;
}

/* --- the calibration -------------------------------------------------------------------------- */

static int show(const struct plot_place *place, const struct results *results,
                const struct run_options *options)
{
    interrupt_close(place->interrupt);
    return read_and_answer(place->folder, results, (const struct advise_options *)options);
}

/* Only `few` depends on the caller, and a process for each item need not be started often. */
static const char filter[] = "-grain=(0|500|50000)/.*(ballast:|_per_item/)";

static int measure(struct advise_options *options, char *const *argv)
{
    char words[ADVICE_LOADS][WORD_BYTES];
    char *workloads[ADVICE_LOADS] = { words[0], words[1], words[2], words[3] };
    char labels[ADVICE_CANDIDATES][WORD_BYTES];
    char *strategies[ADVICE_CANDIDATES];
    char number[16];
    char ballast[32];
    char none[] = "0";
    char *workers[] = { number };
    char *ballasts[] = { none, ballast };
    unsigned count = limits_usable_processors();
    double most = fmin(CALIBRATED_MOST, (double)memory_half());
    double calibrated = fmax(CALIBRATED_LEAST, fmin(options->parent_bytes, most));
    snprintf(words[ADVICE_FEW], WORD_BYTES, "spin:items=%u,grain=%d", count, ADVICE_FEW_GRAIN);
    snprintf(words[ADVICE_MANY], WORD_BYTES, "spin:items=%d,grain=0", ADVICE_MANY_ITEMS);
    snprintf(words[ADVICE_SOME], WORD_BYTES, "spin:items=%u,grain=%d", count * ADVICE_WORK_ITEMS,
             ADVICE_SOME_GRAIN);
    snprintf(words[ADVICE_FULL], WORD_BYTES, "spin:items=%u,grain=%d", count * ADVICE_WORK_ITEMS,
             ADVICE_WORK_GRAIN);
    snprintf(number, sizeof number, "%u", count);
    snprintf(ballast, sizeof ballast, "%.0fK", calibrated / 1024);
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++) {
        snprintf(labels[i], WORD_BYTES, "%s", advice_candidates[i].strategy);
        strategies[i] = labels[i];
    }
    struct run_options *run = &options->run;
    run->workloads = (struct option_list){ .items = workloads, .count = ADVICE_LOADS };
    run->strategies = (struct option_list){ .items = strategies, .count = ADVICE_CANDIDATES };
    run->workers = (struct option_list){ .items = workers, .count = 1 };
    run->ballasts =
        (struct option_list){ .items = ballasts, .count = options->parent_bytes > 0 ? 2 : 1 };
    run->call_s = CALL_S;
    run->filter = filter;
    if (run->blocks == 0)
        run->blocks = BLOCKS;
    return run_measure(run, argv, show);
}

/* --- the command ------------------------------------------------------------------------------ */

static int check(const struct advise_options *options)
{
    const struct run_options *run = &options->run;
    if (options->items == 0 || options->grain_ns <= 0)
        return program_fail(EXIT_USAGE, "advise: say how many --items and of which --grain");
    if (options->unevenness < 0)
        return program_fail(EXIT_USAGE, "--unevenness '%g' is negative", options->unevenness);
    if (options->again && options->calls_per_s > 0)
        return program_fail(EXIT_USAGE, "--again and --calls-per-second exclude each other");
    if (options->paths.count > 1)
        return program_fail(EXIT_USAGE,
                            "advise: give the folder of one calibration, or none to measure");
    if (options->paths.count == 1 && (run->blocks > 0 || run->directory != NULL || run->dry_run))
        return program_fail(EXIT_USAGE,
                            "advise: DIR '%s' has been measured; options of a "
                            "measurement do not go with it",
                            options->paths.items[0]);
    return EXIT_YES;
}

static int run(const void *fields, char *const *argv)
{
    struct advise_options options = *(const struct advise_options *)fields;
    int status = check(&options);
    if (status != EXIT_YES || options.paths.count == 0)
        return status != EXIT_YES ? status : measure(&options, argv);
    struct results results;
    const char *folder = options.paths.items[0];
    status = cli_read(folder, &results);
    if (status != EXIT_YES)
        return status;
    status = read_and_answer(folder, &results, &options);
    results_release(&results);
    return status;
}

const struct command command_advise = {
    .name = "advise",
    .summary = "say which strategy suits so many items of a given grain",
    .table = &table,
    .run = run,
};
