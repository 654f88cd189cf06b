/* SPDX-License-Identifier: MIT */
/* One repetition: a fresh forkscale-cell, waited for, and what it left on its board. */
#include "run/measure.h"
#include "kit/clock.h"
#include "kit/job.h"
#include "kit/text.h"
#include "process/child.h"
#include "run/command.h"
#include "run/failure.h"
#include "run/sample.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REFERENCE_TIMEOUT_S 300.0
#define OUTPUT_BYTES        4096

/* How long a repetition may take unless --timeout says: ten times what it would take serially, and
 * ten seconds for what does not scale with the work. */
static double timeout_s(const struct plan *plan, const struct reference *reference)
{
    if (plan->request.timeout_s > 0)
        return plan->request.timeout_s;
    if (reference == NULL)
        return REFERENCE_TIMEOUT_S;
    double serial_s = (double)reference->serial_ns / (double)NS_PER_S;
    return 10 + 10 * serial_s * (1 + (double)plan->request.iterations * plan->request.calls);
}

/* --- running a cell --------------------------------------------------------------------------- */

/* What a run of the program left. */
struct cell_exit {
    int board_fd; /* 0: none */
    struct child_result child;
};

/* A board or a program that cannot be had is in *cell_exit, too. */
static void run(char *const *argv, int reference_fd, double timeout, struct interrupt *interrupt,
                struct cell_exit *cell_exit)
{
    *cell_exit = (struct cell_exit){ .board_fd = child_file("board") };
    if (cell_exit->board_fd < 0) {
        cell_exit->child.error = errno;
        cell_exit->board_fd = 0;
        return;
    }
    const struct child_options options = {
        .argv = argv,
        .fds = { cell_exit->board_fd, reference_fd },
        .output_bytes = OUTPUT_BYTES,
        .merge = true,
        .timeout_s = timeout,
        .interrupt = interrupt,
    };
    (void)child_run(&options, &cell_exit->child);
}

static void release(struct cell_exit *cell_exit)
{
    if (cell_exit->board_fd > 0)
        close(cell_exit->board_fd);
    child_result_release(&cell_exit->child);
}

/* Reads the board, or says why there is nothing to read. */
static int read_exit(const struct cell_exit *cell_exit, struct outcome *outcome)
{
    const struct child_result *child = &cell_exit->child;
    struct board *board = NULL;
    int error = child->error != 0 ? child->error : board_map(cell_exit->board_fd, true, &board);
    error = failure_sentence(board, error, child, &outcome->error);
    if (board != NULL && error == 0)
        error = sample_record(board, child->timeout_s, &outcome->repetition);
    board_unmap(board);
    outcome->interrupted = child->error == 0 && child->fate == CHILD_INTERRUPTED;
    return error;
}

static bool is_whole(const struct outcome *outcome, unsigned iterations)
{
    const struct repetition *repetition = &outcome->repetition;
    double wall_ns = (double)outcome->wall_ns;
    return repetition->first_run_ns > 0 && repetition->runs == iterations &&
           repetition->open_ns > 0 && repetition->open_ns <= wall_ns && repetition->close_ns > 0 &&
           repetition->close_ns <= wall_ns;
}

int measure_cell(const struct home *home, const struct plan *plan, const struct plan_cell *cell,
                 const struct reference *reference, struct interrupt *interrupt,
                 struct outcome *outcome)
{
    *outcome = (struct outcome){ .error = NULL };
    struct command command = {
        .cell = cell,
        .runs = plan->request.iterations,
        .calls = plan->request.calls,
        .has_board = true,
        .has_reference = true,
    };
    char **argv = command_make(home, plan, &command);
    if (argv == NULL)
        return ENOMEM;
    uint64_t begin_ns = clock_now();
    struct cell_exit cell_exit;
    run(argv, reference->board_fd, timeout_s(plan, reference), interrupt, &cell_exit);
    int error = read_exit(&cell_exit, outcome);
    outcome->wall_ns = clock_now() - begin_ns;
    if (error == 0 && outcome->error == NULL && !is_whole(outcome, plan->request.iterations)) {
        outcome->error = strdup("the cell left samples that make no sense");
        error = outcome->error != NULL ? 0 : ENOMEM;
    }
    outcome->output = cell_exit.child.output;
    cell_exit.child.output = NULL;
    release(&cell_exit);
    free(argv);
    return error;
}

/* --- references ------------------------------------------------------------------------------- */

static int read_reference(int board_fd, struct reference *reference)
{
    struct board *board;
    int error = board_map(board_fd, false, &board);
    if (error != 0)
        return error;
    reference->items = board->items;
    reference->result_bytes = board->result_bytes;
    reference->answer = board->answer == ANSWER_RIGHT ? "right" : "unknown";
    char text[sizeof board->answer_text + 1] = "";
    memcpy(text, board->answer_text, sizeof board->answer_text);
    reference->answer_text = text_printable(text);
    char digest[sizeof board->digest + 1] = "";
    memcpy(digest, board->digest, sizeof board->digest);
    reference->digest = text_printable(digest);
    board_unmap(board);
    return reference->answer_text != NULL && reference->digest != NULL ? 0 : ENOMEM;
}

int measure_reference(const struct home *home, const struct plan *plan, size_t workload,
                      struct interrupt *interrupt, struct reference *reference)
{
    *reference = (struct reference){ .board_fd = 0 };
    const struct plan_cell serial = { .workload = workload, .strategy = 0, .workers = 1 };
    struct command command = { .cell = &serial, .runs = 0, .has_board = true };
    char **argv = command_make(home, plan, &command);
    if (argv == NULL)
        return ENOMEM;
    struct cell_exit cell_exit;
    struct outcome outcome = { .error = NULL };
    run(argv, 0, timeout_s(plan, NULL), interrupt, &cell_exit);
    int error = read_exit(&cell_exit, &outcome);
    if (error == 0 && outcome.error == NULL)
        error = read_reference(cell_exit.board_fd, reference);
    if (error == 0 && outcome.error == NULL)
        error = child_file_seal(cell_exit.board_fd);
    reference->serial_ns = (uint64_t)outcome.repetition.first_run_ns;
    if (error == 0 && outcome.error == NULL) {
        reference->board_fd = cell_exit.board_fd;
        cell_exit.board_fd = 0;
    }
    reference->error = outcome.error;
    outcome.error = NULL;
    outcome_release(&outcome);
    release(&cell_exit);
    free(argv);
    return error;
}

void outcome_release(struct outcome *outcome)
{
    free(outcome->error);
    free(outcome->output);
    free(outcome->repetition.run_ns);
    *outcome = (struct outcome){ .error = NULL };
}

void reference_release(struct reference *reference)
{
    if (reference->board_fd > 0)
        close(reference->board_fd);
    free(reference->error);
    free(reference->answer_text);
    free(reference->digest);
    *reference = (struct reference){ .board_fd = 0 };
}
