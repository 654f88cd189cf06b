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
#define CHUNK     5
#define PRIME     7
#define BUDGET_NS NS_PER_S

/* The tunables of the strategy and of its schedule, with the values that the user has given. */
struct sweep {
    struct tunable rows[TUNABLES_MAX];
    char names[SCHEDULE_NAMES_BYTES];
    struct values values;
    uint64_t end_ns;
    unsigned tried;
};

static bool has_time(const struct check *check, const struct sweep *sweep)
{
    return check_holds(check) && (check->thorough || clock_now() < sweep->end_ns);
}

/* Plays with the settings of the sweep. Returns false if the strategy says that they do not go
 * together, or the property is broken. */
static bool play(struct check *check, struct sweep *sweep, unsigned sleep_us)
{
    char settings[512];
    struct subject subject = *check->subject;
    const struct subject *own = check->subject;
    struct scenario scenario = {
        .inject = { .items = check_runs(check, ITEMS) < ITEMS ? FEW_ITEMS : ITEMS,
                    .sleep_us = sleep_us },
        .runs = 2,
        .deadline_s = 10,
    };
    (void)values_format(&sweep->values, sweep->rows, settings, sizeof settings);
    check_case(check, "%" PRIu64 " items, 3 workers, 2 runs, with %s", scenario.inject.items,
               settings[0] != '\0' ? settings : "the defaults");
    subject.settings = settings;
    check->subject = &subject;
    bool is_played = check_play(check, &scenario);
    check->subject = own;
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
        (void)play(check, sweep, 0);
    }
    sweep->values.row[at] = before;
}

static void try_choices(struct check *check, struct sweep *sweep, size_t at)
{
    char words[SCHEDULE_NAMES_BYTES + 64];
    char *rest = words;
    struct value *value = &sweep->values.row[at];
    struct value before = *value;
    if (strlen(sweep->rows[at].choices) >= sizeof words)
        return;
    (void)stpcpy(words, sweep->rows[at].choices);
    for (value->number = 0; rest != NULL && has_time(check, sweep); value->number++) {
        value->text = strsep(&rest, "|");
        (void)play(check, sweep, 0);
    }
    *value = before;
}

/* All items of a chunk are run by one worker; whether at once or one by one is the strategy's. */
static void expect_chunks(struct check *check)
{
    for (uint64_t item = 0; item < ledger->inject.items; item++) {
        uint64_t first = item - item % CHUNK;
        if (ledger->entry[item].worker == ledger->entry[first].worker)
            continue;
        check_item(check, item);
        check_break(check, BREAK_TUNABLE_IGNORED,
                    "items %" PRIu64 " and %" PRIu64 " were run by workers %u and %u", first, item,
                    ledger->entry[first].worker, ledger->entry[item].worker);
        return;
    }
}

/* A strategy that takes its chunks from a schedule runs them as the schedule cuts them. */
static void try_chunk(struct check *check, struct sweep *sweep)
{
    unsigned schedules = check->subject->strategy->schedules;
    struct value *rows = sweep->values.row + tunable_count(check->subject->strategy->tunables);
    bool is_fixed = (schedules & SCHEDULE_BIT(SCHEDULE_FIXED)) != 0;
    if (!is_fixed && (schedules & SCHEDULE_BIT(SCHEDULE_CYCLIC)) == 0)
        return;
    struct value before[] = { rows[0], rows[1] };
    rows[0] = (struct value){ .number = -1, .text = is_fixed ? "fixed" : "cyclic" };
    rows[1].number = CHUNK;
    /* While one sleeps, others get what they can. */
    if (play(check, sweep, 200))
        expect_chunks(check);
    memcpy(rows, before, sizeof before);
}

void tunables_judge(struct check *check)
{
    const struct subject *subject = check->subject;
    struct sweep sweep = { .end_ns = clock_now() + BUDGET_NS };
    struct error error;
    check->hang = BREAK_TUNABLE;
    schedule_rows(subject->strategy, sweep.rows, sweep.names);
    if ((check_is_foreign(check) && !check->thorough) || !check_holds(check) ||
        values_parse(&sweep.values, sweep.rows, subject->settings, &error) != 0)
        return;
    if (subject->strategy->schedules != 0)
        try_chunk(check, &sweep);
    for (size_t at = 0; at < tunable_count(sweep.rows) && has_time(check, &sweep); at++)
        if (tunable_kind(&sweep.rows[at]) == TUNABLE_INTEGER)
            try_number(check, &sweep, at);
        else if (tunable_kind(&sweep.rows[at]) == TUNABLE_CHOICE)
            try_choices(check, &sweep, at);
    check_figure(check, "settings", sweep.tried, "settings");
    values_release(&sweep.values);
}
