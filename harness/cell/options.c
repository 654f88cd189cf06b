/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-cell. */
#include "cell/options.h"
#include "kit/board.h"
#include "kit/number.h"
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define RUNS_MAX 1000000

static const char help[] =
    "usage: forkscale-cell --workload FILE --strategy FILE [OPTION]...\n"
    "       forkscale-cell --describe FILE\n"
    "\n"
    "Runs one cell in this process: opens the pool, runs it once to warm up and --runs times\n"
    "more, closes it, and checks every result. `forkscale run` starts it; by hand it prints its\n"
    "samples, and runs as well under gdb, strace, perf or valgrind.\n"
    "\n"
    "  --workload FILE            the workload's shared object\n"
    "  --workload-settings K=V,…  its tunables\n"
    "  --strategy FILE            the strategy's shared object\n"
    "  --strategy-settings K=V,…  its tunables\n"
    "  --workers N                workers, 1 to 4096 (default 1)\n"
    "  --runs N                   timed runs, 0 to 1000000 (default 3)\n"
    "  --calls N                  calls of the strategy in each timed run, 1 to 1000000 (default "
    "1):\n"
    "                             back to back, timed together, reported per call\n"
    "  --describe FILE            print what the module is, as lines of tab-separated fields\n"
    "  --board FD                 leave the samples on the board in this descriptor\n"
    "  --reference FD             the board with the right results; without it they are\n"
    "                             computed first, and held against the workload's known answer\n"
    "  --worker N [WORD]...       be worker N of a cell; strategies that exec use it. $NAME takes "
    "the\n"
    "                             number from the environment; with words, the parent is not the\n"
    "                             cell but a program that it has started\n"
    "  --help                     print this\n";

enum { DESCRIBE, WORKLOAD, WORKLOAD_SETTINGS, STRATEGY, STRATEGY_SETTINGS, TEXTS };
enum { WORKERS = TEXTS, RUNS, CALLS, BOARD, REFERENCE, WORKER, HELP };

static const struct option names[] = {
    { "describe", required_argument, NULL, DESCRIBE },
    { "workload", required_argument, NULL, WORKLOAD },
    { "workload-settings", required_argument, NULL, WORKLOAD_SETTINGS },
    { "strategy", required_argument, NULL, STRATEGY },
    { "strategy-settings", required_argument, NULL, STRATEGY_SETTINGS },
    { "workers", required_argument, NULL, WORKERS },
    { "runs", required_argument, NULL, RUNS },
    { "calls", required_argument, NULL, CALLS },
    { "board", required_argument, NULL, BOARD },
    { "reference", required_argument, NULL, REFERENCE },
    { "worker", required_argument, NULL, WORKER },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

static const struct {
    const char *name;
    int64_t min;
    int64_t max;
} ranges[] = {
    [WORKERS - TEXTS] = { "--workers", 1, BOARD_WORKERS_MAX },
    [RUNS - TEXTS] = { "--runs", 0, RUNS_MAX },
    [CALLS - TEXTS] = { "--calls", 1, BOARD_CALLS_MAX },
    [BOARD - TEXTS] = { "--board", 0, INT_MAX },
    [REFERENCE - TEXTS] = { "--reference", 0, INT_MAX },
    [WORKER - TEXTS] = { "--worker", 0, BOARD_WORKERS_MAX - 1 },
};

static int refuse(const char *sentence)
{
    fprintf(stderr, "forkscale-cell: %s\n", sentence);
    return EINVAL;
}

static int parse_number(int option, const char *text, int64_t *number)
{
    if (option == WORKER && text[0] == '$')
        text = getenv(text + 1); // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (text == NULL)
        return refuse("--worker names a variable that is not set");
    int64_t min = ranges[option - TEXTS].min;
    int64_t max = ranges[option - TEXTS].max;
    if (number_parse(text, min, max, number) == 0)
        return 0;
    fprintf(stderr, "forkscale-cell: %s %s is not a whole number from %lld to %lld\n",
            ranges[option - TEXTS].name, text, (long long)min, (long long)max);
    return EINVAL;
}

int options_parse(int argc, char **argv, struct cell_options *options)
{
    const char *texts[TEXTS] = { NULL };
    int64_t numbers[] = { 1, 3, 1, -1, -1, -1 };
    int option;
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == HELP) {
            fputs(help, stdout);
            return EALREADY;
        }
        if (option == '?')
            return EINVAL;
        if (option < TEXTS)
            texts[option] = optarg;
        else if (parse_number(option, optarg, &numbers[option - TEXTS]) != 0)
            return EINVAL;
    }
    if (optind < argc && numbers[WORKER - TEXTS] < 0)
        return refuse("it takes options only; see --help");
    if (texts[DESCRIBE] == NULL && (texts[WORKLOAD] == NULL || texts[STRATEGY] == NULL))
        return refuse("both --workload and --strategy are needed; see --help");
    *options = (struct cell_options){
        .describe = texts[DESCRIBE],
        .workload = texts[WORKLOAD],
        .workload_settings = texts[WORKLOAD_SETTINGS],
        .strategy = texts[STRATEGY],
        .strategy_settings = texts[STRATEGY_SETTINGS],
        .workers = (unsigned)numbers[WORKERS - TEXTS],
        .runs = (unsigned)numbers[RUNS - TEXTS],
        .calls = (unsigned)numbers[CALLS - TEXTS],
        .board_fd = (int)numbers[BOARD - TEXTS],
        .reference_fd = (int)numbers[REFERENCE - TEXTS],
        .worker = (int)numbers[WORKER - TEXTS],
        .words = argv + optind,
    };
    return 0;
}
