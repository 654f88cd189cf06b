/* SPDX-License-Identifier: MIT */
/* One repetition: a fresh forkscale-cell, waited for, and what it left on its board. */
#include "run/measure.h"
#include "kit/clock.h"
#include "kit/job.h"
#include "kit/processors.h"
#include "machine/pin.h"
#include "process/child.h"
#include "run/command.h"
#include "run/failure.h"
#include "run/samples.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define REFERENCE_TIMEOUT_S 300.0
#define OUTPUT_BYTES        4096
#define BYTES_MOST          1e15 /* no machine has as much memory */

/* How long a repetition may take unless --timeout says: ten times what it would take serially, and
 * for what does not scale with the work ten seconds, and a fiftieth of one for each worker. */
static double timeout_s(const struct plan *plan, const struct plan_cell *cell,
                        const struct reference *reference)
{
    if (plan->request.timeout_s > 0)
        return plan->request.timeout_s;
    if (reference == NULL)
        return REFERENCE_TIMEOUT_S;
    double serial_ns = (double)reference->serial_ns;
    double runs_ns = serial_ns + plan->request.iterations * plan_timed_run_ns(plan, serial_ns);
    return 10 + cell->workers / 50.0 + 10 * runs_ns / (double)NS_PER_S;
}

static void record_delay(const struct run_delay *delay, struct repetition *repetition)
{
    bool is_known = delay->is_known && delay->ran_ns > 0;
    double wanted_ns = delay->ran_ns + delay->waited_ns;
    repetition->processor_share = is_known ? delay->ran_ns / wanted_ns : (double)NAN;
    repetition->waited_ns = is_known ? delay->waited_ns : (double)NAN;
}

/* --- running a cell --------------------------------------------------------------------------- */

/* Reads the board, or explains why there is none. */
static int read_exit(const struct child_result *child, struct outcome *outcome)
{
    struct board *board = NULL;
    int error = child->error != 0 ? child->error : board_map(outcome->board_fd, true, &board);
    error = failure_sentence(board, error, child, &outcome->error);
    if (board != NULL && error == 0)
        error = samples_record(board, child->timeout_s, &outcome->repetition);
    if (board != NULL)
        outcome->counts = board->counts;
    record_delay(&child->run_delay, &outcome->repetition);
    board_unmap(board);
    outcome->interrupted = child->error == 0 && child->fate == CHILD_INTERRUPTED;
    return error;
}

/* The child inherits the mask. Returns 0 or the errno number of starting it. */
static int run_pinned(const struct pin *pin, unsigned workers, const struct child_options *options,
                      struct child_result *child)
{
    struct binding binding = { 0 };
    size_t count = pin->count < workers ? pin->count : workers;
    int error = count > 0 ? binding_set_all(&binding, pin->processors, count) : 0;
    if (error == 0)
        error = child_run(options, child);
    binding_clear(&binding);
    return error;
}

/* Without a reference, the cell makes one. */
static int run(const struct plan *plan, const struct cell_command *command,
               const struct reference *reference, struct interrupt *interrupt,
               struct outcome *outcome)
{
    *outcome = (struct outcome){ .error = NULL };
    struct cell_argv argv;
    cell_command_make(plan, command, &argv);
    uint64_t begin_ns = clock_now();
    int board_fd = child_file("board");
    struct child_result child = { .error = errno };
    if (board_fd >= 0) {
        outcome->board_fd = board_fd;
        const struct child_options options = {
            .argv = argv.words,
            .fds = { board_fd, reference != NULL ? reference->board_fd : 0 },
            .output_bytes = OUTPUT_BYTES,
            .merge = true,
            .timeout_s = timeout_s(plan, command->cell, reference),
            .interrupt = interrupt,
        };
        child.error = run_pinned(&plan->request.pin, command->cell->workers, &options, &child);
    }
    int error = read_exit(&child, outcome);
    outcome->wall_ns = clock_now() - begin_ns;
    outcome->output = child.output;
    child.output = NULL;
    child_result_release(&child);
    return error;
}

/* Whether the machine can have done this meanwhile: used its processors for so long, and in each
 * nanosecond of that had a fault or a switch at most. */
static bool is_usage_plausible(const struct repetition *repetition, double wall_ns)
{
    double most = (wall_ns + (double)NS_PER_S) * get_nprocs_conf();
    return repetition->user_ns + repetition->system_ns <= most &&
           repetition->minor_faults + repetition->major_faults <= most &&
           repetition->voluntary_switches + repetition->involuntary_switches <= most &&
           !(repetition->resident_bytes > BYTES_MOST) &&
           !(repetition->ballast_huge_bytes > BYTES_MOST) &&
           repetition->timed_calls <= (double)repetition->runs * BOARD_CALLS_MAX;
}

/* An item may have written anywhere on the board. */
static bool is_whole(const struct outcome *outcome, unsigned iterations)
{
    const struct repetition *repetition = &outcome->repetition;
    double wall_ns = (double)outcome->wall_ns;
    return is_usage_plausible(repetition, wall_ns) && repetition->first_run_ns > 0 &&
           repetition->runs == iterations && repetition->open_ns > 0 &&
           repetition->open_ns <= wall_ns && repetition->close_ns > 0 &&
           repetition->close_ns <= wall_ns && !(repetition->early_ns > wall_ns);
}

int measure_cell(const struct plan *plan, const struct plan_cell *cell,
                 const struct reference *reference, struct interrupt *interrupt,
                 struct outcome *outcome)
{
    const struct cell_command command = {
        .cell = cell,
        .runs = plan->request.iterations,
        .calls = plan->request.calls,
        .call_ns = plan->request.call_ns,
        .has_latency = plan->request.has_latency,
        .has_counters = plan->request.has_counters,
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

/* An item may have written over it, and JSON has no NaN. */
static struct profile plausible_profile(const struct profile *profile, double wall_ns)
{
    bool is_plausible = profile->mean_ns >= 0 && profile->mean_ns <= wall_ns &&
                        profile->sigma_ns >= 0 && profile->sigma_ns <= wall_ns &&
                        profile->claim_ns >= 0 && profile->claim_ns <= wall_ns;
    return is_plausible ? *profile : (struct profile){ 0 };
}

/* Takes the board over and seals it. */
static int read_reference(struct outcome *outcome, struct reference *reference)
{
    struct board *board;
    int error = board_map(outcome->board_fd, false, &board);
    if (error != 0)
        return error;
    reference->items = board->items;
    reference->result_bytes = board->result_bytes;
    reference->profile = plausible_profile(&board->profile, (double)outcome->wall_ns);
    reference->answer = board->answer == ANSWER_RIGHT ? "right" : "unknown";
    reference->answer_text = samples_text(board->answer_text, sizeof board->answer_text);
    reference->digest = samples_text(board->digest, sizeof board->digest);
    board_unmap(board);
    if (reference->answer_text == NULL || reference->digest == NULL)
        return ENOMEM;
    reference->board_fd = outcome->board_fd;
    outcome->board_fd = 0;
    return child_file_seal(reference->board_fd);
}

int measure_reference(const struct plan *plan, size_t workload, bool is_base,
                      struct interrupt *interrupt, struct reference *reference)
{
    const struct plan_cell serial = {
        .workload = workload, .strategy = 0, .workers = 1, .is_base = is_base
    };
    const struct cell_command command = { .cell = &serial, .runs = 0, .has_board = true };
    struct outcome outcome;
    int error = run(plan, &command, NULL, interrupt, &outcome);
    *reference = (struct reference){
        .error = outcome.error,
        .serial_ns = (uint64_t)outcome.repetition.first_run_ns,
        .wall_ns = outcome.wall_ns,
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
    repetition_release(&outcome->repetition);
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
