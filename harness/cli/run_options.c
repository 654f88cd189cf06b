/* SPDX-License-Identifier: MIT */
/* The command line of `forkscale run`. */
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/run.h"
#include "kit/board.h"
#include "kit/clock.h"
#include "kit/limits.h"
#include "machine/pin.h"
#include <errno.h>
#include <sys/random.h>

#define BLOCKS_DEFAULT   15 /* the least with which the default plan can say who is fastest */
#define BLOCKS_AGAINST   30 /* with fewer, one block that contradicts the others leaves no verdict */
#define BUDGET_DEFAULT_S 90 /* a slow machine, too, gets these blocks done */
#define BUDGET_CERTAIN_S 600

/* The text of a number that is a macro. */
#define TEXT(number)   QUOTED(number)
#define QUOTED(number) #number

static const struct option_row rows[] = {
    { "workload", 'w', OPTION_LIST, "WORKLOAD", .offset = offsetof(struct run_options, workloads),
      .help = "NAME[:K=V,...] with tunables K, or the path of a .so (with a '/') for NAME; again, "
              "or after a comma, for more ('\\,' is a comma in a path). Default: all but those on "
              "request, and spin:shape=falling; 'all': all" },
    { "strategy", 's', OPTION_LIST, "STRATEGY", .offset = offsetof(struct run_options, strategies),
      .help = "likewise; serial is always added, as the baseline. Default: all, and "
              "fork_static:schedule=cyclic, but not those on request and the foreign ones; 'all': "
              "these, "
              "too" },
    { "workers", 'j', OPTION_LIST, "LIST", .offset = offsetof(struct run_options, workers),
      .help = "numbers of workers, as 1,2,4-8,cores. Default: powers of two up to the usable "
              "processors, and these" },
    { "ballast", .argument = "LIST", .type = OPTION_LIST,
      .offset = offsetof(struct run_options, ballasts),
      .help = "memory that a cell touches before it opens its pool, as a program with data has: "
              "0,64M,1G. SIZE:huge is in huge pages if there are any, SIZE:shared is mapped "
              "MAP_SHARED. Not for serial" },
    { "blocks", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_BLOCKS_MAX,
      .offset = offsetof(struct run_options, blocks),
      .help = "blocks. Default: " TEXT(BLOCKS_DEFAULT) ", with --against " TEXT(
          BLOCKS_AGAINST) ", or fewer if they would take longer than " TEXT(BUDGET_DEFAULT_S) " "
                                                                                              "s" },
    { "budget", .argument = "SECONDS", .type = OPTION_SECONDS,
      .offset = offsetof(struct run_options, budget_s),
      .help = "as many blocks as fit into this time, at least one" },
    { "until-certain", .argument = "PERCENT", .type = OPTION_REAL, .min = 0, .max = 100,
      .offset = offsetof(struct run_options, effect_percent), .optional = "2",
      .help = "blocks until every comparison of strategies is decided: one is faster, or they "
              "differ by less than PERCENT (2). Ends at --blocks or --budget in any case. Default "
              "of the budget: " TEXT(BUDGET_CERTAIN_S) " s" },
    { "against", .argument = "DIR|REV", .type = OPTION_TEXT,
      .offset = offsetof(struct run_options, against),
      .help = "measure the same cells of another build in the same blocks, and compare the two: a "
              "build folder, the prefix of an installation, or a git revision, which is built "
              "first. Its strategies end in '@base'" },
    { "margin", .argument = "PERCENT", .type = OPTION_REAL, .min = 0, .max = 1000,
      .offset = offsetof(struct run_options, margin_percent),
      .help = "with --against, regressed, improved: by more than this. Default: 1" },
    { "same", .argument = "PERCENT", .type = OPTION_REAL, .min = 0, .max = 1000,
      .offset = offsetof(struct run_options, same_percent),
      .help = "with --against, the same: surely within this. Default: 3, or the PERCENT of "
              "--until-certain" },
    { "strict", .type = OPTION_FLAG, .offset = offsetof(struct run_options, strict),
      .help = "with --against, inconclusive is status 5" },
    { "iterations", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = PLAN_ITERATIONS_MAX,
      .offset = offsetof(struct run_options, iterations), .help = "timed runs in a repetition" },
    { "calls", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = BOARD_CALLS_MAX,
      .offset = offsetof(struct run_options, calls),
      .help = "calls of the strategy in each timed run: back to back, timed together, and reported "
              "per call" },
    { "call-time", .argument = "SECONDS", .type = OPTION_SECONDS,
      .offset = offsetof(struct run_options, call_s),
      .help = "no more calls in a timed run once they have taken so long; " TEXT(
          BOARD_CALLS_MAX) " of them unless --calls says: each repetition takes about as long, "
                           "however short a call is" },
    { "latency", .type = OPTION_FLAG, .offset = offsetof(struct run_options, latency),
      .help = "also time each of these calls by itself: median and 99th percentile, calls per "
              "second and processor time per call, in a table of their own" },
    { "pin", .argument = "WHERE", .type = OPTION_CHOICE, .choices = pin_names,
      .offset = offsetof(struct run_options, pin),
      .help =
          "which processors of the affinity mask a cell may use, as many as it has workers: one "
          "thread of each core, or all threads of a core before the next" },
    { "counters", .type = OPTION_FLAG, .offset = offsetof(struct run_options, counters),
      .help =
          "count instructions, cycles, cache and TLB misses of the caller and all workers, where "
          "the machine can; it makes a fork slower" },
    RUN_OPTION_SEED,
    RUN_OPTION_TIMEOUT,
    RUN_OPTION_OUTPUT,
    OPTION_FORMAT(struct run_options),
    { "filter", .argument = "REGEX", .type = OPTION_TEXT,
      .offset = offsetof(struct run_options, filter),
      .help = "only cells whose name matches this extended regular expression, or does not match "
              "what follows a leading '-'. Baselines stay" },
    RUN_OPTION_DRY_RUN,
    RUN_OPTION_QUIET,
    RUN_OPTION_VERBOSE,
    { .argument = "[-- --benchmark_FLAG...]",
      .type = OPTION_REST,
      .choices = OPTION_CHOICES("--benchmark_"),
      .offset = offsetof(struct run_options, rest) },
    { 0 },
};

static const struct run_options defaults = { .iterations = 1, .seed = -1 };

const struct option_table run_table = {
    .name = "forkscale run",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Runs every strategy on every workload with each number of workers, in blocks of random "
        "order, each repetition in a fresh process. Checks every result, prints a table, and "
        "writes results.json and plots/ into a folder.",
    .outro = "Of Google Benchmark's flags, --benchmark_filter, --benchmark_format=json|console, "
             "--benchmark_out, --benchmark_out_format and those of its console are understood.\n\n"
             "A module is code: running one by its path runs its code.\n\n"
             "Exit status: 0 all well\n"
             "             1 regressed, with --against\n"
             "             2 usage, or nothing selected\n"
             "             3 a cell failed, or something could not be written\n"
             "             4 not comparable, with --against\n"
             "             5 inconclusive, with --against and --strict\n"
             "         128+n ended by signal n; what was measured is saved, and marked partial",
};

unsigned run_set_workers(struct run_options *options, int64_t workers, struct run_workers *words)
{
    unsigned count = workers > 0 ? (unsigned)workers : limits_usable_processors();
    snprintf(words->number, sizeof words->number, "%u", count);
    words->words[0] = words->number;
    options->workers = (struct option_list){ .items = words->words, .count = 1 };
    return count;
}

/* Refuses options that exclude each other. */
static int check(const struct run_options *options, const char *filter, struct error *error)
{
    if (options->blocks != 0 && options->budget_s > 0)
        return error_set(error, EINVAL, "--blocks and --budget exclude each other");
    if (options->quiet && options->verbose)
        return error_set(error, EINVAL, "--quiet and --verbose exclude each other");
    if (options->filter != NULL && filter != NULL)
        return error_set(error, EINVAL,
                         "--filter and --benchmark_filter are the same; give one of them");
    if (options->latency && options->calls < 2 && options->call_s <= 0)
        return error_set(error, EINVAL, "--latency needs --calls, of at least 2, or --call-time");
    bool is_judged = options->strict || options->margin_percent > 0 || options->same_percent > 0;
    if (options->against == NULL && is_judged)
        return error_set(error, EINVAL, "--%s needs --against",
                         options->strict               ? "strict"
                         : options->margin_percent > 0 ? "margin"
                                                       : "same");
    return 0;
}

int run_request(const struct run_options *options, const char *filter, struct plan_request *request,
                struct error *error)
{
    bool is_default = options->blocks == 0 && options->budget_s <= 0;
    bool is_certain = options->effect_percent > 0;
    unsigned usual = options->against != NULL ? BLOCKS_AGAINST : BLOCKS_DEFAULT;
    unsigned blocks = is_default && !is_certain ? usual : (unsigned)options->blocks;
    double default_s = is_certain ? BUDGET_CERTAIN_S : BUDGET_DEFAULT_S;
    *request = (struct plan_request){
        .modules = { [KIND_STRATEGY] = { options->strategies.items, options->strategies.count },
                     [KIND_WORKLOAD] = { options->workloads.items, options->workloads.count } },
        .workers = { options->workers.items, options->workers.count },
        .ballasts = { options->ballasts.items, options->ballasts.count },
        .filter = filter != NULL ? filter : options->filter,
        .iterations = (unsigned)options->iterations,
        .calls = options->calls > 0    ? (unsigned)options->calls
                 : options->call_s > 0 ? BOARD_CALLS_MAX
                                       : 1,
        .call_ns = (uint64_t)(options->call_s * (double)NS_PER_S),
        .has_latency = options->latency,
        .has_counters = options->counters,
        .blocks = blocks != 0 ? blocks : PLAN_BLOCKS_MAX,
        .budget_s = is_default ? default_s : options->budget_s,
        .effect = options->effect_percent / 100,
        .timeout_s = options->timeout_s,
        .seed = (uint32_t)options->seed,
        .processors = limits_usable_processors(),
    };
    if (options->seed < 0 && getrandom(&request->seed, sizeof request->seed, 0) < 0)
        return error_set_errno(error, errno, "no random seed");
    request->margin = COMPARISON_MARGIN;
    request->same = is_certain ? request->effect : COMPARISON_SAME;
    int code = compare_margins(options->margin_percent, options->same_percent, &request->margin,
                               &request->same, error);
    return code != 0 ? code : check(options, filter, error);
}
