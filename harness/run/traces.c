/* SPDX-License-Identifier: MIT */
/* Traced runs: one of each strategy of a plan, and what tracing costs. */
#include "run/traces.h"
#include "analyse/estimate.h"
#include "kit/clock.h"
#include "run/context.h"
#include "run/measure.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct session {
    const struct traces_options *options;
    struct trace *trace;
    struct reference reference;
    unsigned block;
    size_t finished; /* repetitions */
    uint64_t begin_ns;
    struct error *error;
};

static bool is_over(const struct session *session)
{
    return session->error->code != 0 || interrupt_poll(session->options->interrupt) != 0;
}

/* --- from the board to the trace -------------------------------------------------------------- */

/* Whole records, with times since the call of run. */
static int copy_records(struct board *board, unsigned worker, uint64_t begin_ns,
                        struct trace_worker *to)
{
    uint64_t count = trace_lanes(board)[worker].count;
    if (count > board->records)
        return EBADMSG;
    to->records = calloc(count + 1, sizeof *to->records);
    if (to->records == NULL)
        return ENOMEM;
    to->count = count;
    if (count > 0)
        memcpy(to->records, trace_records(board, worker), count * sizeof *to->records);
    for (size_t i = 0; i < count; i++) {
        /* What is before the call becomes very late, and so is found. */
        to->records[i].begin_ns -= begin_ns;
        to->records[i].end_ns -= begin_ns;
    }
    return 0;
}

/* Returns 0, ENOMEM, or EBADMSG for a trace that cannot be. */
static int copy_board(struct board *board, uint64_t items, struct trace_run *run)
{
    if (board->records == 0 || board->samples_done == 0 || board->items != items)
        return EBADMSG;
    const struct sample *sample = &board_samples(board)[board->samples_done - 1];
    run->run_ns = sample->run_ns;
    run->workers = calloc(board->workers, sizeof *run->workers);
    if (run->workers == NULL)
        return ENOMEM;
    run->worker_count = board->workers;
    int error = 0;
    for (unsigned worker = 0; worker < board->workers && error == 0; worker++) {
        const struct slot *slot = &board_slots(board)[worker];
        struct trace_worker *to = &run->workers[worker];
        if (slot->begin_ns != 0) {
            to->begin_ns = slot->begin_ns - sample->begin_ns;
            to->end_ns = slot->end_ns - sample->begin_ns;
        }
        error = copy_records(board, worker, sample->begin_ns, to);
    }
    return error == 0 && !trace_is_sound(run, items) ? EBADMSG : error;
}

/* In place of the trace that there is; if it is to be faster, only then. */
static int keep(const struct outcome *outcome, uint64_t items, bool is_faster,
                struct trace_run *run)
{
    struct board *board;
    int error = board_map(outcome->board_fd, false, &board);
    if (error != 0)
        return error;
    bool has_sample = board->samples_done > 0;
    if (!is_faster ||
        (has_sample && board_samples(board)[board->samples_done - 1].run_ns < run->run_ns)) {
        trace_run_empty(run);
        error = copy_board(board, items, run);
    }
    board_unmap(board);
    return error;
}

/* --- repetitions ------------------------------------------------------------------------------ */

/* A failed cell has no trace. */
static int fail(struct trace_run *run, const char *sentence)
{
    trace_run_empty(run);
    run->blocks = 0;
    run->error = strdup(sentence);
    return run->error != NULL ? 0 : ENOMEM;
}

static void report(const struct session *session, const struct plan_cell *cell, size_t index)
{
    const struct plan *plan = session->options->plan;
    size_t all = 2 * session->trace->run_count * plan->request.blocks;
    double took_s = (double)(clock_now() - session->begin_ns) / (double)NS_PER_S;
    const struct progress progress = {
        .name = cell->name,
        .block = session->block,
        .blocks = plan->request.blocks,
        .cell = index,
        .cells = plan->cell_count,
        .left_s = session->finished > 0
                      ? took_s * (double)(all - session->finished) / (double)session->finished
                      : 0,
    };
    session->options->watch(session->options->watch_context, &progress);
}

/* What the items take in the serial cell, in the block of the traces. Where it fails, that stays
 * unknown. */
static void measure_serial(struct session *session)
{
    const struct traces_options *options = session->options;
    struct outcome outcome;
    if (module_has_trait(options->plan->workloads[0].module, "idle")) {
        session->trace->serial_ns = session->reference.serial_ns;
        return;
    }
    report(session, &options->plan->cells[0], 0);
    int code = measure_cell(options->plan, &options->plan->cells[0], &session->reference,
                            options->interrupt, &outcome);
    if (code != 0)
        error_set_errno(session->error, code, "%s", options->plan->cells[0].name);
    else if (outcome.error == NULL && !outcome.interrupted)
        session->trace->serial_ns = (uint64_t)(outcome.repetition.busy_ns + 0.5);
    outcome_release(&outcome);
}

/* Runs the cell and sets *median_ns. */
static int measure(struct session *session, const struct plan_cell *cell, struct trace_run *run,
                   double *median_ns)
{
    const struct traces_options *options = session->options;
    struct outcome outcome;
    int error =
        measure_cell(options->plan, cell, &session->reference, options->interrupt, &outcome);
    if (error == 0 && !outcome.interrupted && outcome.error != NULL)
        error = fail(run, outcome.error);
    if (error == 0 && outcome.error == NULL) {
        *median_ns =
            estimate_median(outcome.repetition.run_ns, outcome.repetition.runs, ESTIMATE_LEVEL)
                .median;
        if (cell->is_traced && (session->block == 0 || options->keeps_fastest))
            error = keep(&outcome, session->trace->items, session->block > 0, run);
        if (error == EBADMSG)
            error = fail(run, "the cell left a trace that makes no sense");
    }
    outcome_release(&outcome);
    return error;
}

/* Both repetitions of a cell in a block. Which is first alternates. */
static void measure_pair(struct session *session, size_t index, struct trace_run *run)
{
    const struct plan *plan = session->options->plan;
    struct plan_cell cell = plan->cells[index];
    double *ns[] = { run->plain_ns, run->traced_ns };
    for (unsigned i = 0; i < 2 && run->error == NULL && !is_over(session); i++) {
        cell.is_traced = (session->block + i) % 2 == 1;
        double median_ns = 0;
        report(session, &cell, index);
        int code = measure(session, &cell, run, &median_ns);
        if (code != 0)
            error_set_errno(session->error, code, "%s", cell.name);
        ns[cell.is_traced][session->block] = median_ns;
        session->finished++;
    }
    if (run->error == NULL && !is_over(session))
        run->blocks = session->block + 1;
}

static int make_run(const struct plan *plan, const struct plan_cell *cell, struct trace_run *run)
{
    run->strategy = strdup(cell->label);
    run->plain_ns = calloc(plan->request.blocks, sizeof *run->plain_ns);
    run->traced_ns = calloc(plan->request.blocks, sizeof *run->traced_ns);
    run->worker_count = cell->workers;
    return run->strategy != NULL && run->plain_ns != NULL && run->traced_ns != NULL ? 0 : ENOMEM;
}

static int make_runs(struct session *session)
{
    const struct plan *plan = session->options->plan;
    struct trace *trace = session->trace;
    int error = 0;
    trace->runs = calloc(plan->cell_count, sizeof *trace->runs);
    trace->workload = strdup(plan->workloads[0].label);
    if (trace->runs == NULL || trace->workload == NULL)
        return ENOMEM;
    for (size_t i = 0; i < plan->cell_count && error == 0; i++)
        if (!plan->cells[i].baseline || plan->cell_count == 1)
            error = make_run(plan, &plan->cells[i], &trace->runs[trace->run_count++]);
    return error;
}

static void run_blocks(struct session *session)
{
    const struct plan *plan = session->options->plan;
    size_t first = plan->cell_count - session->trace->run_count; /* the baseline comes first */
    session->begin_ns = clock_now();
    if (first > 0 && !is_over(session))
        measure_serial(session);
    for (; session->block < plan->request.blocks && !is_over(session); session->block++)
        for (size_t i = first; i < plan->cell_count && !is_over(session); i++)
            measure_pair(session, i, &session->trace->runs[i - first]);
}

int traces_run(const struct traces_options *options, struct trace *trace, struct error *error)
{
    struct session session = { .options = options, .trace = trace, .error = error };
    error->code = 0;
    int code = make_runs(&session);
    if (code == 0)
        code = measure_reference(options->plan, 0, false, options->interrupt, &session.reference);
    if (code != 0) {
        reference_release(&session.reference);
        return error_set_errno(error, code, "the runs cannot begin");
    }
    if (session.reference.error != NULL && !is_over(&session))
        error_set(error, EPROTO, "%s: %s", trace->workload, session.reference.error);
    trace->items = session.reference.items;
    run_blocks(&session);
    if (error->code == 0 && interrupt_poll(options->interrupt) != 0)
        error_set(error, ECANCELED, "%s; nothing was traced",
                  strsignal(interrupt_poll(options->interrupt)));
    reference_release(&session.reference);
    return error->code;
}

/* --- where and when --------------------------------------------------------------------------- */

/* The text, which is released. */
static char *take_text(json_t *text)
{
    char *copy = json_is_string(text) ? strdup(json_string_value(text)) : NULL;
    json_decref(text);
    return copy;
}

int traces_describe(struct trace *trace, const json_t *machine)
{
    trace->host = take_text(context_host());
    trace->utc = take_text(context_now());
    trace->version = strdup(FORKSCALE_VERSION);
    trace->cpu_model = take_text(json_incref(json_object_get(machine, "cpu_model")));
    trace->processors = (unsigned)json_integer_value(json_object_get(machine, "usable_processors"));
    bool is_whole = trace->host != NULL && trace->utc != NULL && trace->version != NULL &&
                    trace->cpu_model != NULL;
    return is_whole ? 0 : ENOMEM;
}
