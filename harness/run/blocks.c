/* SPDX-License-Identifier: MIT */
/* A run: the references, then block after block of cells in random order. */
#include "run/blocks.h"
#include "kit/clock.h"
#include "record/document.h"
#include "run/base_check.h"
#include "run/certainty.h"
#include "run/context.h"
#include "run/entry.h"
#include "run/journal.h"
#include "run/oracles.h"
#include "run/pace.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
    const struct blocks_options *options;
    struct reference *references; /* one per workload */
    struct oracle *oracles;       /* one per cell */
    struct noise_meter *noise;
    bool *failed;     /* per cell: it is not run again */
    size_t *sequence; /* the cells of this block in their order */
    unsigned block;
    uint64_t begin_ns; /* of the first block */
    size_t finished;   /* repetitions, over all blocks */
    struct journal journal;
    struct certainty certainty;
    struct error *error;    /* why the record cannot be kept; its code is 0 while it can */
    struct outcome outcome; /* of the last repetition; Google Benchmark copies from it */
};

static bool is_interrupted(const struct session *session)
{
    return interrupt_poll(session->options->interrupt) != 0;
}

static struct pace pace(const struct session *session)
{
    const struct plan *plan = session->options->plan;
    return (struct pace){
        .blocks_most = plan->request.blocks,
        .budget_s = plan->request.budget_s,
        .cells = plan->cell_count,
        .blocks_over = session->block,
        .repetitions = session->finished,
        .elapsed_s = (double)(clock_now() - session->begin_ns) / (double)NS_PER_S,
    };
}

static void give_up(struct session *session, int code)
{
    if (code != 0)
        error_set_errno(session->error, code, "the run was given up");
}

static void report(const struct session *session, const char *name, size_t cell, size_t cells,
                   const struct outcome *outcome)
{
    struct pace now = pace(session);
    unsigned blocks = pace_blocks(&now);
    struct progress progress = {
        .name = name,
        .block = session->block,
        .blocks = blocks > session->block || blocks == 0 ? blocks : session->block + 1,
        .cell = cell,
        .cells = cells,
        .left_s = pace_left_s(&now),
        .outcome = outcome,
    };
    session->options->watch(session->options->watch_context, &progress);
}

/* --- one repetition --------------------------------------------------------------------------- */

static void note(struct session *session, size_t position, const struct plan_cell *cell)
{
    const struct outcome *outcome = &session->outcome;
    const struct entry_place place = { session->block, position };
    json_t *entry = entry_make(session->options->plan, cell, &place, &outcome->repetition,
                               outcome->error == NULL);
    give_up(session, journal_add(&session->journal, cell->name, session->block, entry));
}

/* Sets session->outcome: runs the cell, unless its workload has no reference. */
static void run_cell(struct session *session, const struct plan_cell *cell)
{
    const struct blocks_options *options = session->options;
    const struct reference *reference = &session->references[cell->workload];
    outcome_release(&session->outcome);
    noise_begin(session->noise);
    if (reference->error == NULL)
        give_up(session, measure_cell(options->plan, cell, reference, options->interrupt,
                                      &session->outcome));
    else if (asprintf(&session->outcome.error, "no right results to compare with: %s",
                      reference->error) < 0)
        give_up(session, ENOMEM);
    const struct noise noise = noise_end(session->noise);
    entry_note_noise(&session->outcome.repetition, &noise);
}

/* `blocks`: how many were begun. */
static void save(struct session *session, unsigned blocks, bool partial)
{
    double effect = session->options->plan->request.effect;
    if (effect > 0)
        json_object_set_new(session->journal.context, "until_certain",
                            json_pack("{s:f, s:i}", "effect", effect, "looks",
                                      (int)certainty_looks(&session->certainty, session->block)));
    (void)journal_save(&session->journal, blocks, partial, session->error);
}

/* Google Benchmark's call for repetition `position` of the block. */
static void measure(void *context, size_t position, struct bench_outcome *bench)
{
    struct session *session = context;
    const struct plan *plan = session->options->plan;
    size_t index = session->sequence[position];
    const struct plan_cell *cell = &plan->cells[index];
    bench->dropped = true;
    session->finished++;
    if (journal_is_overdue(&session->journal))
        save(session, session->block + 1, true);
    if (is_interrupted(session) || session->error->code != 0 || session->failed[index])
        return;

    report(session, cell->name, position, plan->cell_count, NULL);
    run_cell(session, cell);
    struct outcome *outcome = &session->outcome;
    outcome->repetition.oracle_share = session->oracles[index].longest_first;
    outcome->repetition.in_order_share = session->oracles[index].in_order;
    /* One that was interrupted neither failed nor counts. */
    if (session->error->code != 0 || outcome->interrupted)
        return;
    session->failed[index] = outcome->error != NULL;
    if (plan->request.has_counters && json_object_get(session->journal.context, "counters") == NULL)
        json_object_set_new(session->journal.context, "counters",
                            context_counters(&outcome->counts));
    note(session, position, cell);
    report(session, cell->name, position, plan->cell_count, outcome);

    bench->dropped = session->error->code != 0;
    bench->error = outcome->error;
    bench->repetition = &outcome->repetition;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static void run_block(struct session *session)
{
    const struct plan *plan = session->options->plan;
    const char **names = calloc(plan->cell_count, sizeof *names);
    if (names == NULL || plan_shuffle(plan, session->block, session->sequence) != 0) {
        free(names);
        give_up(session, ENOMEM);
        return;
    }
    for (size_t i = 0; i < plan->cell_count; i++)
        names[i] = plan->cells[session->sequence[i]].name;
    struct pace now = pace(session);
    const struct bench_block block = {
        .names = names,
        .count = plan->cell_count,
        .block = session->block,
        .blocks = pace_blocks(&now),
        .iterations = plan->request.iterations,
        .measure = measure,
        .context = session,
    };
    bench_run(session->options->bench, &block);
    free(names);
    session->block++;
}

static bool is_over(const struct session *session)
{
    struct pace now = pace(session);
    size_t cell = 0;
    while (cell < session->options->plan->cell_count && session->failed[cell])
        cell++;
    bool all_failed = cell == session->options->plan->cell_count;
    return is_interrupted(session) || all_failed || session->block >= pace_blocks(&now);
}

/* Whether every comparison is decided: looks at the record where a look is due. */
static bool is_certain(struct session *session)
{
    struct results results;
    if (session->options->plan->request.effect <= 0 || is_interrupted(session) ||
        !certainty_is_due(&session->certainty, session->block))
        return false;
    save(session, session->block, true);
    if (session->error->code != 0 ||
        results_from_json(session->journal.document, &results, session->error) != 0)
        return false;
    give_up(session, certainty_look(&session->certainty, &results, session->block));
    results_release(&results);
    return session->certainty.is_certain;
}

/* The noise is that since the references were begun. */
static void announce(const struct session *session)
{
    const struct blocks_options *options = session->options;
    const struct noise noise = noise_end(session->noise);
    struct forecast forecast;
    forecast_make(options->plan, session->references, &noise,
                  json_object_get(session->journal.context, "machine"), &forecast);
    options->begin(options->watch_context, &forecast);
}

static void run_blocks(struct session *session)
{
    bool over = is_interrupted(session);
    if (!over)
        announce(session);
    session->begin_ns = clock_now();
    session->journal.saved_ns = session->begin_ns;
    /* A run that is killed leaves a document, but must not replace earlier results. */
    if (!results_exist(session->options->directory))
        save(session, 0, true);
    if (session->error->code != 0) {
        json_decref(session->journal.document); /* nothing to show yet */
        session->journal.document = NULL;
    }
    while (session->error->code == 0 && !over) {
        run_block(session);
        over = is_over(session) || is_certain(session);
        /* An interrupted run that has measured nothing leaves what the folder had. */
        if (session->error->code == 0 && !journal_is_empty(&session->journal) &&
            (over || journal_is_time_to_save(&session->journal)))
            save(session, session->block, is_interrupted(session) || !over);
    }
}

/* --- beginning and end ------------------------------------------------------------------------ */

static int make_references(struct session *session)
{
    const struct plan *plan = session->options->plan;
    struct interrupt *interrupt = session->options->interrupt;
    int error = 0;
    noise_begin(session->noise);
    for (size_t i = 0; i < plan->workload_count && error == 0 && !is_interrupted(session); i++) {
        report(session, plan->workloads[i].label, i, plan->workload_count, NULL);
        error = measure_reference(plan, i, false, interrupt, &session->references[i]);
    }
    return error;
}

static void release(struct session *session)
{
    for (size_t i = 0; session->references != NULL && i < session->options->plan->workload_count;
         i++)
        reference_release(&session->references[i]);
    free(session->references);
    free(session->oracles);
    free(session->failed);
    free(session->sequence);
    outcome_release(&session->outcome);
    noise_close(session->noise);
    journal_release(&session->journal);
}

int blocks_run(const struct blocks_options *options, json_t **document, struct error *error)
{
    const struct plan *plan = options->plan;
    struct session session = {
        .options = options,
        .references = calloc(plan->workload_count, sizeof *session.references),
        .oracles = calloc(plan->cell_count, sizeof *session.oracles),
        .failed = calloc(plan->cell_count, sizeof *session.failed),
        .sequence = calloc(plan->cell_count, sizeof *session.sequence),
        .noise = noise_open(""),
        .certainty = { .margin = plan->request.margin, .same = plan->request.same },
        .journal = { .bench = options->bench,
                     .directory = options->directory,
                     .additions = json_object() },
        .error = error,
    };
    error->code = 0;
    int code = ENOMEM;
    if (session.references != NULL && session.oracles != NULL && session.failed != NULL &&
        session.sequence != NULL && session.noise != NULL)
        code = make_references(&session);
    if (code == 0)
        code = base_check(plan, session.references, options->interrupt, error);
    if (code == 0)
        code = oracles_find(plan, session.references, session.oracles);
    if (code == 0)
        session.journal.context = context_make(plan, session.references, options->command_line);
    if (session.journal.context != NULL)
        run_blocks(&session);
    else if (error->code == 0)
        error_set_errno(error, ENOMEM, "the run cannot begin");
    *document = session.journal.document;
    release(&session);
    return error->code;
}
