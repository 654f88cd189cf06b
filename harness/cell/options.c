/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-cell. */
#include "cell/options.h"
#include "kit/board.h"
#include "options/options.h"
#include <limits.h>

#define RUNS_MAX 1000000

/* Fields as the table sets them. */
struct fields {
    const char *describe;
    const char *workload;
    const char *workload_settings;
    const char *strategy;
    const char *strategy_settings;
    int64_t workers;
    int64_t runs;
    int64_t calls;
    int64_t board;
    int64_t reference;
    int64_t worker;
    struct option_list words;
};

static const struct option_row rows[] = {
    { "workload", 'w', OPTION_TEXT, "FILE", .offset = offsetof(struct fields, workload),
      .help = "the workload's shared object" },
    { "workload-settings", .argument = "K=V,...", .type = OPTION_TEXT,
      .offset = offsetof(struct fields, workload_settings), .help = "its tunables" },
    { "strategy", 's', OPTION_TEXT, "FILE", .offset = offsetof(struct fields, strategy),
      .help = "the strategy's shared object" },
    { "strategy-settings", .argument = "K=V,...", .type = OPTION_TEXT,
      .offset = offsetof(struct fields, strategy_settings), .help = "its tunables" },
    { "workers", 'j', OPTION_NUMBER, "N", .min = 1, .max = BOARD_WORKERS_MAX,
      .offset = offsetof(struct fields, workers), .help = "workers" },
    { "runs", .argument = "N", .type = OPTION_NUMBER, .min = 0, .max = RUNS_MAX,
      .offset = offsetof(struct fields, runs), .help = "timed runs" },
    { "calls", .argument = "N", .type = OPTION_NUMBER, .min = 1, .max = BOARD_CALLS_MAX,
      .offset = offsetof(struct fields, calls),
      .help = "calls of the strategy in each timed run: back to back, timed together, and reported "
              "per call" },
    { "describe", .argument = "FILE", .type = OPTION_TEXT,
      .offset = offsetof(struct fields, describe),
      .help = "print what the module is, as lines of tab-separated fields, and do nothing else" },
    { "board", .argument = "FD", .type = OPTION_NUMBER, .min = 0, .max = INT_MAX,
      .offset = offsetof(struct fields, board),
      .help = "leave the samples on the board in this descriptor" },
    { "reference", .argument = "FD", .type = OPTION_NUMBER, .min = 0, .max = INT_MAX,
      .offset = offsetof(struct fields, reference),
      .help = "the board with the right results. Default: compute them, and compare them with the "
              "workload's known answer" },
    { "worker", .argument = "N", .type = OPTION_VARIABLE, .min = 0, .max = BOARD_WORKERS_MAX - 1,
      .offset = offsetof(struct fields, worker),
      .help =
          "be this worker of a cell, as strategies do that exec; $NAME stands for the number in "
          "that environment variable. WORDs are for the strategy: with them, the parent is not "
          "the cell but a program that it has started" },
    { .argument = "[WORD...]", .type = OPTION_WORDS, .offset = offsetof(struct fields, words) },
    { 0 },
};

static const struct fields defaults = {
    .workers = 1, .runs = 3, .calls = 1, .board = -1, .reference = -1, .worker = -1
};

static const struct option_table table = {
    .name = "forkscale-cell",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro = "Runs one cell in this process: opens the pool, runs it once to warm up and --runs "
             "times more, closes it, and checks every result. 'forkscale run' starts it. By hand "
             "it prints its samples, and it also runs under gdb, strace, perf or valgrind.",
};

static bool refuse(struct fields *fields, int *status, const char *sentence)
{
    options_release(&table, fields);
    *status = program_fail(EXIT_USAGE, "%s; see 'forkscale-cell --help'", sentence);
    return false;
}

bool cell_options_read(int argc, char **argv, struct cell_options *options, int *status)
{
    struct fields fields;
    if (!options_read(&table, argc, argv, &fields, status))
        return false;
    if (fields.words.count > 0 && fields.worker < 0)
        return refuse(&fields, status, "words go with --worker");
    if (fields.describe == NULL && (fields.workload == NULL || fields.strategy == NULL))
        return refuse(&fields, status, "both --workload and --strategy are needed");
    *options = (struct cell_options){
        .describe = fields.describe,
        .workload = fields.workload,
        .workload_settings = fields.workload_settings,
        .strategy = fields.strategy,
        .strategy_settings = fields.strategy_settings,
        .workers = (unsigned)fields.workers,
        .runs = (unsigned)fields.runs,
        .calls = (unsigned)fields.calls,
        .board_fd = (int)fields.board,
        .reference_fd = (int)fields.reference,
        .worker = (int)fields.worker,
        /* They stay until the process ends. */
        .words = fields.words.count > 0 ? fields.words.items : argv + argc,
    };
    return true;
}
