/* SPDX-License-Identifier: MIT */
/* forkscale-cell: runs one cell in a fresh, lean process. Fork costs what the parent has mapped, so
 * this program links the kit and nothing else, and loads the two modules of its cell only.
 */
#include "cell/cell.h"
#include "cell/describe.h"
#include "cell/floor.h"
#include "kit/text.h"
#include "kit/trace.h"
#include "options/program.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

const char program_name[] = "forkscale-cell";

#define RUNS_MAX    1000000
#define CALL_NS_MAX 1000000000000
#define AT(field)   offsetof(struct cell_options, field)

static const struct option_row rows[] = {
    { "workload", 'w', OPTION_TEXT, "FILE", AT(workload), .help = "the workload's shared object" },
    { "workload-settings", 0, OPTION_TEXT, "K=V,...", AT(workload_settings),
      .help = "its tunables" },
    { "strategy", 's', OPTION_TEXT, "FILE", AT(strategy), .help = "the strategy's shared object" },
    { "strategy-settings", 0, OPTION_TEXT, "K=V,...", AT(strategy_settings),
      .help = "its tunables" },
    { "workers", 'j', OPTION_NUMBER, "N", AT(workers), 1, BOARD_WORKERS_MAX, .help = "workers" },
    { "runs", 0, OPTION_NUMBER, "N", AT(runs), 0, RUNS_MAX, .help = "timed runs" },
    { "calls", 0, OPTION_NUMBER, "N", AT(calls), 1, BOARD_CALLS_MAX,
      .help = "calls of the strategy in each timed run: back to back, timed together, and reported "
              "per call" },
    { "call-ns", 0, OPTION_NUMBER, "NS", AT(call_ns), 1, CALL_NS_MAX,
      .help = "no more calls once they have taken so long; looks at the clock after 1, 2, 4, 8 … "
              "calls" },
    { "trace", 0, OPTION_NUMBER, "N", AT(trace), 1, TRACE_RECORDS_MAX,
      .help = "trace the items of the last run, with room for so many records of all workers "
              "together" },
    { "latency", 0, OPTION_FLAG, NULL, AT(latency),
      .help = "also time each call by itself, for the median and the 99th percentile" },
    { "counters", 0, OPTION_FLAG, NULL, AT(counters),
      .help = "count instructions, cycles, cache and TLB misses, where the machine can" },
    { "ballast", 0, OPTION_TEXT, "SIZE", AT(ballast),
      .help = "memory to touch before the pool is opened: 64M, 1G:huge, 1G:shared" },
    { "describe", 0, OPTION_TEXT, "FILE", AT(describe),
      .help = "print what the module is, as lines of tab-separated fields, and do nothing else" },
    { "floor", 0, OPTION_TEXT, "NAME", AT(floor),
      .help = "time --runs rounds of this floor, see 'forkscale floor', and do nothing else" },
    { "board", 0, OPTION_NUMBER, "FD", AT(board_fd), 0, INT_MAX,
      .help = "leave the samples on the board in this descriptor" },
    { "reference", 0, OPTION_NUMBER, "FD", AT(reference_fd), 0, INT_MAX,
      .help = "the board with the right results. Default: compute them, and compare them with the "
              "workload's known answer" },
    { "worker", 0, OPTION_VARIABLE, "N", AT(worker), 0, BOARD_WORKERS_MAX - 1,
      .help =
          "be this worker of a cell, as strategies do that exec; $NAME stands for the number in "
          "that environment variable. WORDs are for the strategy: with them, the parent is not "
          "the cell but a program that it has started" },
    { .argument = "[WORD...]", .type = OPTION_WORDS, .offset = AT(words) },
    { 0 },
};

static const struct cell_options defaults = {
    .workers = 1, .runs = 3, .calls = 1, .board_fd = -1, .reference_fd = -1, .worker = -1
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

/* Which options go together. NULL, or what is wrong. */
static const char *check_options(const struct cell_options *options)
{
    if (options->words.count > 0 && options->worker < 0)
        return "words go with --worker";
    if (options->describe == NULL && options->floor == NULL &&
        (options->workload == NULL || options->strategy == NULL))
        return "both --workload and --strategy are needed";
    return NULL;
}

static int describe_module(const char *path)
{
    /* What the module's constructors print must not mix with the description: it goes to stderr. */
    int fd = dup(STDOUT_FILENO);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
    if (out == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        return program_fail(EXIT_UNMEASURED, "no output: %s", strerror(errno));
    int error = describe(path, out);
    if (fclose(out) != 0)
        return program_fail(EXIT_UNMEASURED, "the description cannot be written: %s",
                            strerror(errno));
    return error == 0 ? EXIT_YES : EXIT_UNMEASURED;
}

static int time_floor(const struct cell_options *options)
{
    struct error error;
    if (cell_floor(options, &error) == 0)
        return program_finish(EXIT_YES);
    return program_fail(error.code == EINVAL ? EXIT_USAGE : EXIT_UNMEASURED, "%s", error.text);
}

/* An exec'd worker gets this cell's own command line with --worker N at its end. Returns NULL
 * without memory. */
static char **worker_command(int argc, char **argv, char *number)
{
    static char program[PATH_MAX];
    static char option[] = "--worker";
    char **command = calloc((size_t)argc + 3, sizeof *command);
    if (command == NULL)
        return NULL;
    memcpy(command, argv, (size_t)argc * sizeof *command);
    /* argv[0] need not be a path. */
    if (readlink("/proc/self/exe", program, sizeof program - 1) > 0)
        command[0] = program;
    command[argc] = option;
    command[argc + 1] = number;
    return command;
}

/* Per call, and as means over the workers. Imbalance is what is left, so that the parts add up. */
static void print_sample(const char *name, const struct sample *sample, uint64_t workers)
{
    uint64_t run_ns = sample->run_ns / sample->calls;
    uint64_t startup_ns = sample->startup_ns / sample->calls / workers;
    uint64_t busy_ns = sample->busy_ns / sample->calls / workers;
    uint64_t finish_ns = sample->finish_ns / sample->calls / workers;
    printf("%-10s %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 "\n", name,
           run_ns, startup_ns, busy_ns, run_ns - startup_ns - busy_ns - finish_ns, finish_ns);
}

static void print_counts(const struct counts *counts)
{
    static const char *const names[COUNTERS] = { "instructions", "cycles", "cache misses",
                                                 "TLB misses" };
    for (size_t counter = 0; counter < COUNTERS && counts->is_wanted; counter++)
        if (counts->error[counter] == 0)
            printf("%s: open %.0f, timed runs %.0f, close %.0f\n", names[counter],
                   counts->value[COUNT_OPEN][counter], counts->value[COUNT_RUN][counter],
                   counts->value[COUNT_CLOSE][counter]);
        else
            printf("%s: unavailable: %s\n", names[counter], strerror(counts->error[counter]));
}

static void print_samples(const struct cell *cell)
{
    const struct board *board = cell->board;
    const struct sample *samples = board_samples(cell->board);
    printf("%-10s %12s %12s %12s %12s %12s\n", "", "run_ns", "startup_ns", "busy_ns",
           "imbalance_ns", "finish_ns");
    for (uint32_t run = 0; run < board->samples_done; run++)
        print_sample(run == 0 ? "first run" : "run", &samples[run], board->workers);
    if (board->early_ns > 0)
        printf("early %" PRIu64 " ns, ", board->early_ns);
    printf("open %" PRIu64 " ns, close %" PRIu64 " ns\n", board->open_ns, board->close_ns);
    if (board->ballast_bytes > 0)
        printf("ballast %" PRIu64 " bytes, %" PRIu64 " of them in huge pages; resident %" PRIu64
               " bytes\n",
               board->ballast_bytes, board->ballast_huge_bytes, board->resident_bytes);
    print_counts(&board->counts);
    if (board->latency_p50_ns > 0)
        printf("a call: median %" PRIu64 " ns, 99th percentile %" PRIu64 " ns\n",
               board->latency_p50_ns, board->latency_p99_ns);
    if (board->choice[0] != '\0')
        printf("choice: %.*s\n", BOARD_CHOICE_MAX, board->choice);
    if (board->answer_text[0] != '\0')
        printf("reference: %s\n", board->answer_text);
}

static int run_cell(struct cell *cell, const struct cell_options *options)
{
    int error = cell_prepare(cell, options);
    if (error == 0)
        error = cell_run(cell);
    if (cell->board == NULL)
        return error;
    text_fit(cell->error.text, cell->board->message, BOARD_MESSAGE_MAX);
    if (error == 0)
        cell->board->step = STEP_DONE;
    if (options->board_fd < 0)
        print_samples(cell);
    return error;
}

/* Resets what the caller may have left: an ignored SIGCHLD, which would leave no wait status, and
 * descriptors that an exec'd worker would inherit. */
static void settle(void)
{
    signal(SIGCHLD, SIG_DFL);
    close_range(WORKER_CHANNEL, ~0U, CLOSE_RANGE_CLOEXEC);
}

int main(int argc, char **argv)
{
    int status;
    struct cell_options options;
    if (!options_read(&table, argc, argv, &options, &status))
        return status;
    const char *mistake = check_options(&options);
    if (mistake != NULL) {
        options_release(&table, &options);
        return program_fail(EXIT_USAGE, "%s; see 'forkscale-cell --help'", mistake);
    }
    if (options.describe != NULL)
        return describe_module(options.describe);

    settle();
    if (options.floor != NULL)
        return time_floor(&options);
    /* A cell adopts what its workers orphan, and so finds it. */
    if (options.worker < 0)
        prctl(PR_SET_CHILD_SUBREAPER, 1);
    char worker_number[WORKER_NUMBER_BYTES] = "";
    char **command = worker_command(argc, argv, worker_number);
    if (command == NULL)
        return program_fail(EXIT_UNMEASURED, "%s", strerror(errno));
    struct cell cell = { .worker_argv = command, .worker_number = worker_number };
    int error = 0;
    if (options.ballast != NULL)
        error = ballast_parse(options.ballast, &cell.ballast, &cell.error);
    if (error == 0)
        error = options.worker >= 0 ? cell_work(&cell, &options) : cell_load(&cell, &options);
    /* What cannot even be loaded as asked for is for the user to mend. */
    status = error == EINVAL ? EXIT_USAGE : EXIT_UNMEASURED;
    if (error == 0)
        error = run_cell(&cell, &options);
    if (error == 0)
        status = EXIT_YES;
    else
        program_say("%s", cell.error.text);
    if (cell.workload != NULL && cell.workload->destroy != NULL)
        cell.workload->destroy(&cell.job.input);
    values_release(&cell.workload_values);
    values_release(&cell.strategy_values);
    schedule_close(&cell.schedule);
    free(cell.own_reference);
    free(cell.latency);
    free(command);
    return program_finish(status);
}
