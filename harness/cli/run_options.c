/* SPDX-License-Identifier: MIT */
/* The command line of `forkscale run`. */
#include "cli/run_options.h"
#include "cli/cli.h"
#include "kit/board.h"
#include "machine/limits.h"
#include <stdlib.h>
#include <sys/random.h>

#define BLOCKS_DEFAULT     9 /* from 9 on the 95 % interval leaves out the least and the greatest */
#define BUDGET_DEFAULT_S   70.0
#define ITERATIONS_DEFAULT 2

static const char help[] =
    "usage: forkscale run [-w WORKLOAD[:k=v,…]]… [-s STRATEGY[:k=v,…]]… [OPTION]...\n"
    "                     [-- GOOGLE-BENCHMARK-FLAG...]\n"
    "\n"
    "Runs every strategy on every workload with each number of workers, in blocks of random "
    "order,\n"
    "each repetition in a fresh process; checks every result; prints a table, and writes\n"
    "results.json and plots/ into a folder.\n"
    "\n"
    "  -w WORKLOAD[:k=v,…]   a workload, by name or by the path of a .so (with a '/'); again for\n"
    "                        more. Default: all of them, and spin:shape=falling\n"
    "  -s STRATEGY[:k=v,…]   a strategy, likewise; serial is always there, as the baseline.\n"
    "                        Default: all of them but the foreign ones, which start another\n"
    "                        program, and fork_static:layout=cyclic\n"
    "  -j LIST               numbers of workers: 1,2,4-8,cores. Default: powers of two up to the\n"
    "                        usable processors, these, and twice as many\n"
    "  --blocks N            blocks, 1 to 100000. Default: 9, or fewer if they would take\n"
    "                        longer than 70 s\n"
    "  --budget SECONDS      as many blocks as fit, at least one\n"
    "  --iterations N        timed runs in a repetition, 1 to 100000 (default 2)\n"
    "  --calls N             calls of the strategy in each timed run, 1 to 1000000 (default 1):\n"
    "                        back to back, timed together, reported per call\n"
    "  --seed N              of the order in the blocks, 0 to 4294967295. Default: random; "
    "recorded\n"
    "  --timeout SECONDS     limit for a repetition, and for the reference of a workload. "
    "Default:\n"
    "                        10 s and ten times what it would take serially; a reference 300 s\n"
    "  -o DIR                the folder. Default: results/<UTC time>-<host>\n"
    "  --format F            of the table on stdout: table (default), json or tsv\n"
    "  --filter REGEX        only cells whose name matches this extended regular expression; a\n"
    "                        leading '-' inverts it. Baselines stay\n"
    "  --dry-run             print the plan, with the command that runs each cell by hand\n"
    "  -q                    no progress line\n"
    "  -v                    a line for each repetition, and what failed ones printed\n"
    "  -h, --help            print this\n"
    "\n"
    "Of Google Benchmark's flags, --benchmark_filter, --benchmark_format=json|console,\n"
    "--benchmark_out, --benchmark_out_format and those of its console are understood.\n"
    "\n"
    "A module is code: running one by its path runs what is in it.\n"
    "Exit status: 0 all well, 2 usage or nothing selected, 3 a cell failed or something could not\n"
    "be written, 128+n ended by signal n (what was measured is saved, and marked partial).\n";

enum {
    BLOCKS = 256,
    BUDGET,
    ITERATIONS,
    CALLS,
    SEED,
    TIMEOUT,
    FORMAT,
    FILTER,
    DRY_RUN,
};

static const struct option longs[] = {
    { "blocks", required_argument, NULL, BLOCKS },
    { "budget", required_argument, NULL, BUDGET },
    { "iterations", required_argument, NULL, ITERATIONS },
    { "calls", required_argument, NULL, CALLS },
    { "seed", required_argument, NULL, SEED },
    { "timeout", required_argument, NULL, TIMEOUT },
    { "format", required_argument, NULL, FORMAT },
    { "filter", required_argument, NULL, FILTER },
    { "dry-run", no_argument, NULL, DRY_RUN },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

/* Lists that grow: a request has one of workloads and one of strategies. */
struct lists {
    const char **workloads;
    const char **strategies;
    bool has_blocks;
    bool has_budget;
};

static bool read_number(struct plan_request *request, int option, const char *text)
{
    int64_t number = 0;
    switch (option) {
    case BLOCKS:
        if (!cli_whole("--blocks", text, 1, PLAN_BLOCKS_MAX, &number))
            return false;
        request->blocks = (unsigned)number;
        return true;
    case CALLS:
        if (!cli_whole("--calls", text, 1, BOARD_CALLS_MAX, &number))
            return false;
        request->calls = (unsigned)number;
        return true;
    case ITERATIONS:
        if (!cli_whole("--iterations", text, 1, PLAN_ITERATIONS_MAX, &number))
            return false;
        request->iterations = (unsigned)number;
        return true;
    default:
        if (!cli_whole("--seed", text, 0, UINT32_MAX, &number))
            return false;
        request->seed = (uint32_t)number;
        return true;
    }
}

static bool read_word(struct run_options *options, struct lists *lists, int option,
                      const char *text)
{
    struct plan_request *request = &options->request;
    switch (option) {
    case 'w':
        lists->workloads[request->workload_count++] = text;
        return true;
    case 's':
        lists->strategies[request->strategy_count++] = text;
        return true;
    case 'j':
        request->workers = text;
        return true;
    case 'o':
        options->directory = text;
        return true;
    case FILTER:
        request->filter = text;
        return true;
    case FORMAT:
        return cli_format(text, &options->format);
    case TIMEOUT:
        return cli_seconds("--timeout", text, &request->timeout_s);
    case BUDGET:
        lists->has_budget = true;
        return cli_seconds("--budget", text, &request->budget_s);
    default:
        lists->has_blocks |= option == BLOCKS;
        return read_number(request, option, text);
    }
}

static enum options_outcome read_all(int argc, char **argv, struct run_options *options,
                                     struct lists *lists)
{
    int option;
    while ((option = cli_option(argc, argv, "+:w:s:j:o:qvh", longs)) != -1) {
        if (option == '?')
            return OPTIONS_BAD;
        if (option == 'h') {
            fputs(help, stdout);
            return OPTIONS_HELP;
        }
        if (option == DRY_RUN)
            options->dry_run = true;
        else if (option == 'q')
            options->quiet = true;
        else if (option == 'v')
            options->verbose = true;
        else if (!read_word(options, lists, option, optarg))
            return OPTIONS_BAD;
    }
    return OPTIONS_GOOD;
}

/* What goes together. */
static bool check(struct run_options *options, const struct lists *lists)
{
    if (lists->has_blocks && lists->has_budget) {
        cli_say("--blocks and --budget exclude each other: say how many, or how long");
        return false;
    }
    if (options->quiet && options->verbose) {
        cli_say("-q and -v exclude each other");
        return false;
    }
    if (lists->has_blocks)
        options->request.budget_s = 0;
    else if (lists->has_budget)
        options->request.blocks = PLAN_BLOCKS_MAX;
    return true;
}

/* The words after "--". getopt stops behind it, or at any other word, which is one too many. */
static bool take_rest(int argc, char **argv, struct run_options *options)
{
    static char name[] = "forkscale";
    bool after_dashes = optind > 1 && argv[optind - 1][0] == '-' && argv[optind - 1][1] == '-' &&
                        argv[optind - 1][2] == '\0';
    if (optind < argc && !after_dashes) {
        cli_say("run: '%s' is no option; -w names a workload, -s a strategy", argv[optind]);
        return false;
    }
    options->bench_argv[options->bench_argc++] = name;
    for (int i = optind; i < argc; i++)
        options->bench_argv[options->bench_argc++] = argv[i];
    return true;
}

enum options_outcome run_options_read(int argc, char **argv, struct run_options *options)
{
    size_t most = (size_t)argc + 1;
    struct lists lists = {
        .workloads = calloc(most, sizeof(char *)),
        .strategies = calloc(most, sizeof(char *)),
    };
    *options = (struct run_options){
        .request = {
            .workloads = lists.workloads,
            .strategies = lists.strategies,
            .blocks = BLOCKS_DEFAULT,
            .budget_s = BUDGET_DEFAULT_S,
            .iterations = ITERATIONS_DEFAULT,
            .calls = 1,
            .processors = limits_usable_processors(),
        },
        .bench_argv = calloc(most + 1, sizeof(char *)),
    };
    enum options_outcome outcome = OPTIONS_BAD;
    if (getrandom(&options->request.seed, sizeof options->request.seed, 0) < 0 ||
        lists.workloads == NULL || lists.strategies == NULL || options->bench_argv == NULL)
        cli_say("run: no memory, or no random seed");
    else
        outcome = read_all(argc, argv, options, &lists);
    if (outcome == OPTIONS_GOOD && (!check(options, &lists) || !take_rest(argc, argv, options)))
        outcome = OPTIONS_BAD;
    if (outcome != OPTIONS_GOOD)
        run_options_release(options);
    return outcome;
}

void run_options_release(struct run_options *options)
{
    free(options->request.workloads);
    free(options->request.strategies);
    free(options->bench_argv);
    *options = (struct run_options){ .bench_argc = 0 };
}
