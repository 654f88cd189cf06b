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

/* Reads the board, or says why there is nothing to read. */
static int read_exit(const struct child_result *child, struct outcome *outcome)
{
    struct board *board = NULL;
    int error = child->error != 0 ? child->error : board_map(outcome->board_fd, true, &board);
    error = failure_sentence(board, error, child, &outcome->error);
    if (board != NULL && error == 0)
        error = sample_record(board, child->timeout_s, &outcome->repetition);
    board_unmap(board);
    outcome->interrupted = child->error == 0 && child->fate == CHILD_INTERRUPTED;
    return error;
}

/* Without a reference, the cell makes one. */
static int run(const struct plan *plan, const struct cell_command *command,
               const struct reference *reference, struct interrupt *interrupt,
               struct outcome *outcome)
{
    *outcome = (struct outcome){ .error = NULL };
    char **argv = cell_command_make(plan, command);
    if (argv == NULL)
        return ENOMEM;
    uint64_t begin_ns = clock_now();
    int board_fd = child_file("board");
    struct child_result child = { .error = errno };
    if (board_fd >= 0) {
        outcome->board_fd = board_fd;
        const struct child_options options = {
            .argv = argv,
            .fds = { board_fd, reference != NULL ? reference->board_fd : 0 },
            .output_bytes = OUTPUT_BYTES,
            .merge = true,
            .timeout_s = timeout_s(plan, reference),
            .interrupt = interrupt,
        };
        (void)child_run(&options, &child);
    }
    int error = read_exit(&child, outcome);
    outcome->wall_ns = clock_now() - begin_ns;
    outcome->output = child.output;
    child.output = NULL;
    child_result_release(&child);
    free(argv);
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

int measure_cell(const struct plan *plan, const struct plan_cell *cell,
                 const struct reference *reference, struct interrupt *interrupt,
                 struct outcome *outcome)
{
    const struct cell_command command = {
        .cell = cell,
        .runs = plan->request.iterations,
        .calls = plan->request.calls,
        .has_board = true,
        .has_reference = true,
    };
    int error = run(plan, &command, reference, interrupt, outcome);
    if (error == 0 && outcome->error == NULL && !is_whole(outcome, plan->request.iterations)) {
        outcome->error = strdup("the cell left samples that make no sense");
        error = outcome->error != NULL ? 0 : ENOMEM;
    }
    return error;
}

/* --- references ------------------------------------------------------------------------------- */

/* Takes the board over, and lets nobody write to it any more. */
static int read_reference(struct outcome *outcome, struct reference *reference)
{
    struct board *board;
    int error = board_map(outcome->board_fd, false, &board);
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
    if (reference->answer_text == NULL || reference->digest == NULL)
        return ENOMEM;
    reference->board_fd = outcome->board_fd;
    outcome->board_fd = 0;
    return child_file_seal(reference->board_fd);
}

int measure_reference(const struct plan *plan, size_t workload, struct interrupt *interrupt,
                      struct reference *reference)
{
    const struct plan_cell serial = { .workload = workload, .strategy = 0, .workers = 1 };
    const struct cell_command command = { .cell = &serial, .runs = 0, .has_board = true };
    struct outcome outcome;
    int error = run(plan, &command, NULL, interrupt, &outcome);
    *reference = (struct reference){
        .error = outcome.error,
        .serial_ns = (uint64_t)outcome.repetition.first_run_ns,
    };
    outcome.error = NULL;
    if (error == 0 && reference->error == NULL)
        error = read_reference(&outcome, reference);
    outcome_release(&outcome);
    return error;
}

void outcome_release(struct outcome *outcome)
{
    if (outcome->board_fd > 0)
        close(outcome->board_fd);
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
