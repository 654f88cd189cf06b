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

#define REFERENCE_DEADLINE 300.0
#define OUTPUT_MOST        4096

/* How long a repetition may take when nothing was said: ten times what it would take serially, and
 * ten seconds for what does not scale with the work. */
static double deadline_s(const struct plan *plan, const struct reference *reference)
{
    if (plan->timeout_s > 0)
        return plan->timeout_s;
    if (reference == NULL)
        return REFERENCE_DEADLINE;
    double serial_s = (double)reference->serial_ns / (double)NS_PER_S;
    return 10 + 10 * serial_s * (plan->iterations + 1);
}

/* --- running a cell --------------------------------------------------------------------------- */

/* What a run of the program left. */
struct cell_exit {
    int board_fd;
    char *output;
    struct child_end end;
    int error; /* errno number: it could not be started */
};

static int run(char *const *argv, int reference_fd, double deadline, struct interrupt *interrupt,
               struct cell_exit *cell_exit)
{
    *cell_exit = (struct cell_exit){ .board_fd = child_file("board") };
    int output = child_output_file();
    struct child_options order = {
        .argv = argv,
        .output = output,
        .errors = output,
        .fds = { cell_exit->board_fd, reference_fd, -1, -1 },
        .deadline_s = deadline,
        .interrupt = interrupt,
    };
    if (cell_exit->board_fd < 0 || output < 0)
        cell_exit->error = errno;
    else
        cell_exit->error = child_run(&order, &cell_exit->end);

    cell_exit->output = output < 0 ? strdup("") : child_output_text(output, OUTPUT_MOST);
    if (output >= 0)
        close(output);
    return cell_exit->output != NULL ? 0 : ENOMEM;
}

/* Reads the board, or says why there is nothing to read. */
static int read_exit(const struct cell_exit *cell_exit, double deadline, struct outcome *outcome)
{
    struct board *board = NULL;
    int error =
        cell_exit->error != 0 ? cell_exit->error : board_map(cell_exit->board_fd, true, &board);
    struct failure failure = {
        .board = board,
        .board_error = error,
        .start_error = cell_exit->error,
        .end = cell_exit->end,
        .deadline_s = deadline,
        .output = cell_exit->output,
    };
    error = failure_sentence(&failure, &outcome->error);
    if (board != NULL && error == 0)
        error = sample_record(board, deadline, &outcome->repetition);
    board_unmap(board);
    outcome->interrupted = cell_exit->error == 0 && cell_exit->end.fate == CHILD_INTERRUPTED;
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
        .runs = plan->iterations,
        .has_board = true,
        .has_reference = true,
    };
    char **argv = command_make(home, plan, &command);
    if (argv == NULL)
        return ENOMEM;
    uint64_t begin_ns = clock_now();
    double deadline = deadline_s(plan, reference);
    struct cell_exit cell_exit;
    int error = run(argv, reference->board_fd, deadline, interrupt, &cell_exit);
    if (error == 0)
        error = read_exit(&cell_exit, deadline, outcome);
    outcome->wall_ns = clock_now() - begin_ns;
    if (error == 0 && outcome->error == NULL && !is_whole(outcome, plan->iterations)) {
        outcome->error = strdup("the cell left samples that make no sense");
        error = outcome->error != NULL ? 0 : ENOMEM;
    }
    outcome->output = cell_exit.output;
    if (cell_exit.board_fd >= 0)
        close(cell_exit.board_fd);
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
                      struct interrupt *interrupt, struct reference *reference, bool *interrupted)
{
    *reference = (struct reference){ .board_fd = -1 };
    const struct plan_cell serial = { .workload = workload, .strategy = 0, .workers = 1 };
    struct command command = { .cell = &serial, .runs = 0, .has_board = true };
    char **argv = command_make(home, plan, &command);
    if (argv == NULL)
        return ENOMEM;
    double deadline = deadline_s(plan, NULL);
    struct cell_exit cell_exit;
    struct outcome outcome = { .error = NULL };
    int error = run(argv, -1, deadline, interrupt, &cell_exit);
    if (error == 0)
        error = read_exit(&cell_exit, deadline, &outcome);
    if (error == 0 && outcome.error == NULL)
        error = read_reference(cell_exit.board_fd, reference);
    if (error == 0 && outcome.error == NULL)
        error = child_file_seal(cell_exit.board_fd);
    reference->serial_ns = (uint64_t)outcome.repetition.first_run_ns;
    *interrupted = outcome.interrupted;
    if (error == 0 && outcome.error == NULL) {
        reference->board_fd = cell_exit.board_fd;
    } else {
        if (cell_exit.board_fd >= 0)
            close(cell_exit.board_fd);
        reference->error = outcome.error;
        outcome.error = NULL;
    }
    outcome.output = cell_exit.output;
    outcome_release(&outcome);
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
    if (reference->board_fd >= 0)
        close(reference->board_fd);
    free(reference->error);
    free(reference->answer_text);
    free(reference->digest);
    *reference = (struct reference){ .board_fd = -1 };
}
