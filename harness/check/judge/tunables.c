/* SPDX-License-Identifier: MIT */
/* A part of P4: each value of each tunable is honoured, at both ends of its range as in between. */
#include "cell/schedule.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include "kit/clock.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define ITEMS     199 /* no multiple of the workers, of two, or of a chunk that is tried */
#define FEW_ITEMS 11  /* where each may need a program of its own */
#define ROOM_MOST 4096
#define CHUNK     5
#define PRIME     7
#define BUDGET_NS NS_PER_S

/* The tunables of the strategy and of its schedule, with the values that the user has given. */
struct sweep {
    struct tunable rows[TUNABLES_MAX];
    char names[SCHEDULE_NAMES_BYTES];
    struct values values;
    char settings[512]; /* that were played last, as words */
    uint64_t end_ns;
    unsigned tried;
};

static bool has_time(const struct check *check, const struct sweep *sweep)
{
    return check_holds(check) && (check->thorough || clock_now() < sweep->end_ns);
}

/* Plays with the settings of the sweep. Returns false if the strategy says that they do not go
 * together, or the property is broken. */
static bool play(struct check *check, struct sweep *sweep, uint64_t items, unsigned sleep_us)
{
    char *settings = sweep->settings;
    struct subject subject = *check->subject;
    const struct subject *own = check->subject;
    struct scenario scenario = {
        .inject = { .items = check_runs(check, ITEMS) < ITEMS ? FEW_ITEMS : items,
                    .sleep_us = sleep_us },
        .runs = 2,
        .deadline_s = 10,
    };
    (void)values_format(&sweep->values, sweep->rows, settings, sizeof sweep->settings);
    check_case(check, "%" PRIu64 " items, 3 workers, 2 runs, with %s", scenario.inject.items,
               settings[0] != '\0' ? settings : "the defaults");
    subject.settings = settings;
    check->subject = &subject;
    check->usual = own;
    bool is_played = check_play(check, &scenario);
    check->subject = own;
    check->usual = NULL;
    sweep->tried++;
    if (check->verdict.kind == UNJUDGED && check->outcome.report.error == EINVAL)
        check->verdict.kind = KEPT;
    if (!is_played)
        return false;
    (void)check_success(check, BREAK_TUNABLE);
    expect_counts(check, &scenario);
    return check_holds(check);
}

static void try_number(struct check *check, struct sweep *sweep, size_t at)
{
    const struct tunable *row = &sweep->rows[at];
    struct value before = sweep->values.row[at];
    const int64_t tries[] = { row->min, row->max, row->min + 1, PRIME };
    for (size_t i = 0; i < COUNT(tries) && has_time(check, sweep); i++) {
        if (tries[i] < row->min || tries[i] > row->max)
            continue;
        sweep->values.row[at].number = tries[i];
        /* If it is a number of places, there are items for all, and they fill up. */
        bool is_room = tries[i] > ITEMS && tries[i] <= ROOM_MOST;
        (void)play(check, sweep, is_room ? ITEMS + (uint64_t)tries[i] : ITEMS, is_room ? 20 : 0);
    }
    sweep->values.row[at] = before;
}

/* All items of a chunk are run by one worker; whether at once or one by one is the strategy's. */
static void expect_chunk(struct check *check, struct chunk chunk)
{
    const struct entry *first = &ledger->entry[chunk.first];
    for (uint64_t item = chunk.first; item < chunk.first + chunk.count; item++) {
        if (ledger->entry[item].worker == first->worker)
            continue;
        check_item(check, item);
        check_break(check, BREAK_TUNABLE_IGNORED,
                    "items %" PRIu64 " and %" PRIu64 " of one chunk were run by workers %u and %u",
                    chunk.first, item, first->worker, ledger->entry[item].worker);
        return;
    }
}

/* awf cuts a batch by what it has measured, and gives a worker its share of it at a time. While that
 * one sleeps in its items, others take theirs. */
static bool is_shared(struct chunk batch)
{
    for (uint64_t item = batch.first; item < batch.first + batch.count; item++)
        if (ledger->entry[item].worker != ledger->entry[batch.first].worker)
            return true;
    return batch.count < CHUNK;
}

static void expect_shared(struct check *check, struct sweep *sweep, struct chunk batch)
{
    /* Others may have been late; not by a tenth of a second. */
    if (ledger->inject.items < ITEMS || is_shared(batch) || !play(check, sweep, ITEMS, 2000) ||
        is_shared(batch))
        return;
    check_break(check, BREAK_TUNABLE_IGNORED,
                "items %" PRIu64 " to %" PRIu64 ", a batch for %u workers, were run by worker %u",
                batch.first, batch.first + batch.count - 1, CHECK_WORKERS,
                ledger->entry[batch.first].worker);
}

/* A strategy that takes its chunks from a schedule runs them as the schedule cuts them. */
static void expect_chunks(struct check *check, struct sweep *sweep)
{
    const struct profile profile = SCENARIO_PROFILE;
    const struct job job = { .items = ledger->inject.items, .workers = CHECK_WORKERS };
    struct schedule schedule;
    struct values values;
    struct error error;
    if (values_parse(&values, sweep->rows, sweep->settings, &error) != 0)
        return;
    if (schedule_make(&schedule, check->subject->strategy, values.row, &job, &profile, &error) ==
        0) {
        bool is_measured = schedule.kind == SCHEDULE_AWF;
        if (is_measured)
            expect_shared(check, sweep, schedule_chunk(&schedule, 0));
        for (uint64_t step = 0; !is_measured && step < schedule.steps && check_holds(check); step++)
            expect_chunk(check, schedule_chunk(&schedule, step));
        schedule_close(&schedule);
    }
    values_release(&values);
}

/* `has_chunks`: this is the choice of a schedule. */
static void try_choices(struct check *check, struct sweep *sweep, size_t at, bool has_chunks)
{
    char words[SCHEDULE_NAMES_BYTES + 64];
    char *rest = words;
    struct value *value = &sweep->values.row[at];
    struct value before = *value;
    if (strlen(sweep->rows[at].choices) >= sizeof words)
        return;
    (void)stpcpy(words, sweep->rows[at].choices);
    for (value->number = 0; rest != NULL && (has_chunks || has_time(check, sweep));
         value->number++) {
        value->text = strsep(&rest, "|");
        /* While one sleeps, others get what they can. */
        if (play(check, sweep, ITEMS, has_chunks ? 200 : 0) && has_chunks)
            expect_chunks(check, sweep);
    }
    *value = before;
}

/* Chunks of some items; then those that each schedule makes by itself. */
static void try_schedules(struct check *check, struct sweep *sweep)
{
    unsigned schedules = check->subject->strategy->schedules;
    size_t at = tunable_count(check->subject->strategy->tunables);
    struct value *rows = sweep->values.row + at;
    bool is_fixed = (schedules & SCHEDULE_BIT(SCHEDULE_FIXED)) != 0;
    struct value before[] = { rows[0], rows[1] };
    rows[0] = (struct value){ .number = -1, .text = is_fixed ? "fixed" : "cyclic" };
    rows[1].number = CHUNK;
    if ((is_fixed || (schedules & SCHEDULE_BIT(SCHEDULE_CYCLIC)) != 0) &&
        play(check, sweep, ITEMS, 200))
        expect_chunks(check, sweep);
    memcpy(rows, before, sizeof before);
    try_choices(check, sweep, at, true);
}

void tunables_judge(struct check *check)
{
    const struct subject *subject = check->subject;
    struct sweep sweep = { .tried = 0 };
    struct error error;
    check->hang = BREAK_TUNABLE;
    schedule_rows(subject->strategy, sweep.rows, sweep.names);
    if ((check_is_foreign(check) && !check->thorough) || !check_holds(check) ||
        values_parse(&sweep.values, sweep.rows, subject->settings, &error) != 0)
        return;
    size_t own = tunable_count(subject->strategy->tunables);
    if (subject->strategy->schedules != 0)
        try_schedules(check, &sweep);
    sweep.end_ns = clock_now() + BUDGET_NS;
    for (size_t at = 0; at < tunable_count(sweep.rows) && has_time(check, &sweep); at++)
        if (tunable_kind(&sweep.rows[at]) == TUNABLE_INTEGER)
            try_number(check, &sweep, at);
        else if (tunable_kind(&sweep.rows[at]) == TUNABLE_CHOICE && at != own)
            try_choices(check, &sweep, at, false);
    check_figure(check, "settings", sweep.tried, "settings");
    values_release(&sweep.values);
}
