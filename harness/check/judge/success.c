/* SPDX-License-Identifier: MIT */
/* P1 to P7: what a strategy promises when nothing goes wrong. */
#include "cell/schedule.h"
#include "check/judge/check.h"
#include "check/judge/parts.h"
#include <inttypes.h>
#include <string.h>

/* Each item has begun and ended as often as there were runs. */
static void expect_counts(struct check *check, const struct scenario *scenario)
{
    unsigned runs = scenario->runs > 0 ? scenario->runs : 1;
    for (uint64_t item = 0; item < scenario->inject.items; item++) {
        const struct entry *entry = &ledger->entry[item];
        if (entry->started == runs && entry->done == runs)
            continue;
        if (!check_holds(check))
            return;
        check_item(check, item);
        check_break(check, entry->started > runs ? BREAK_ITEM_RUN_TWICE : BREAK_ITEM_NOT_RUN,
                    "item %" PRIu64 " was started %u times and ended %u times in %u run%s", item,
                    entry->started, entry->done, runs, runs == 1 ? "" : "s");
    }
}

/* P1 */
void judge_each_item_runs_once(struct check *check)
{
    static const struct scenario cases[] = {
        { .inject.items = 20, .workers = 3, .runs = 2 },
        { .inject.items = 2, .workers = 5, .runs = 2 },
        { .inject = { .items = 100, .sleep_us = 200 }, .workers = 4, .runs = 2 },
        { .inject.items = 997, .workers = 7, .runs = 2 },
        { .inject.items = 5000, .workers = 2, .runs = 2 },
    };
    for (const struct scenario *scenario = cases; scenario < cases + COUNT(cases); scenario++) {
        check_case(check, "%" PRIu64 " items, %u workers, 2 runs", scenario->inject.items,
                   scenario->workers);
        if (check_play(check, scenario))
            expect_counts(check, scenario);
    }
}

/* What usually breaks results. */
static enum break_code result_break(void)
{
    for (uint64_t item = 0; item < ledger->inject.items; item++)
        if (ledger->entry[item].done == 0)
            return BREAK_ITEM_NOT_RUN;
    return ledger->inject.result_bytes == 8 ? BREAK_RESULT_MISPLACED : BREAK_RESULT_SIZE;
}

/* P2 */
void judge_results_match_serial(struct check *check)
{
    static const struct scenario cases[] = {
        { .inject = { .items = 20, .result_bytes = 8 }, .workers = 3 },
        { .inject = { .items = 101, .result_bytes = 24 }, .workers = 2 },
        { .inject = { .items = 1000, .result_bytes = 3 }, .workers = 4 },
        { .inject = { .items = 5, .result_bytes = 4000 }, .workers = 5 },
    };
    for (const struct scenario *scenario = cases; scenario < cases + COUNT(cases); scenario++) {
        const struct inject *inject = &scenario->inject;
        check_case(check, "%" PRIu64 " items, %u workers, results of %" PRIu64 " bytes",
                   inject->items, scenario->workers, inject->result_bytes);
        if (check_play(check, scenario))
            (void)check_success(check, result_break());
    }
}

/* P3 */
void judge_order_does_not_matter(struct check *check)
{
    static const enum pace paces[] = { PACE_REVERSED, PACE_RANDOM };
    unsigned runs = check->thorough ? 100 : 20;
    for (size_t i = 0; i < COUNT(paces); i++) {
        struct scenario scenario = { .inject = { .items = 37, .pace = paces[i] },
                                     .workers = 4,
                                     .environment = WITH_ONE_CPU,
                                     .runs = runs,
                                     .deadline_s = 15 };
        check_case(check, "37 items of %s length, 4 workers on one processor, %u runs",
                   paces[i] == PACE_RANDOM ? "random" : "falling", runs);
        (void)check_play_good(check, &scenario, BREAK_COMPLETION_ORDER);
    }
}

/* What usually breaks a shape of which others are kept. */
static enum break_code shape_break(uint64_t items, unsigned workers)
{
    if (items < workers)
        return BREAK_FEWER_ITEMS;
    if (items > UINT16_MAX)
        return BREAK_NARROW_INDEX;
    return items % workers != 0 ? BREAK_REMAINDER_DROPPED : BREAK_WORK_NOT_DONE;
}

static void judge_shape(struct check *check, uint64_t items, unsigned workers)
{
    struct scenario scenario = { .inject = { .items = items },
                                 .no_items = items == 0,
                                 .workers = workers,
                                 .deadline_s = items > 100000 ? 60 : 20 };
    check_case(check, "%" PRIu64 " item%s, %u worker%s", items, items == 1 ? "" : "s", workers,
               workers == 1 ? "" : "s");
    if (!check_play(check, &scenario))
        return;
    (void)check_success(check, shape_break(items, workers));
    expect_counts(check, &scenario);
    if (items == 0 && (ledger->started > 0 || ledger->forked > 0))
        check_break(check, BREAK_ZERO_ITEMS, "%u items began, %u workers were started",
                    ledger->started, ledger->forked);
}

/* P4 */
void judge_any_shape_works(struct check *check)
{
    static const unsigned crews[] = { 1, 2, 3, 7, 64, 512 };
    size_t count = check->thorough ? COUNT(crews) : 4;
    for (size_t i = 0; i < count; i++) {
        unsigned p = crews[i];
        const uint64_t shapes[] = { 0, 1, p - 1, p, p + 1, 2 * p - 1, 2 * p + 1, 997, 1000000 };
        size_t most = check->thorough ? COUNT(shapes) : COUNT(shapes) - 1;
        for (size_t k = 0; k < most; k++)
            judge_shape(check, shapes[k], p);
    }
    if (check->thorough)
        return;
    judge_shape(check, 65, 64);
    judge_shape(check, 70001, 2);
}

/* The items that a chunk has at least: as many as this for each worker make a chunk for each. */
static unsigned least_chunk(const struct subject *subject)
{
    struct tunable rows[TUNABLES_MAX];
    char names[SCHEDULE_NAMES_BYTES];
    struct values values;
    struct error error;
    int64_t chunk = 1;
    schedule_rows(subject->strategy, rows, names);
    if (values_parse(&values, rows, subject->settings, &error) != 0)
        return 1;
    for (size_t i = 0; i < tunable_count(rows); i++)
        if (strcmp(rows[i].name, "chunk") == 0)
            chunk = values.row[i].number;
    values_release(&values);
    return (unsigned)chunk;
}

/* P5 */
void judge_workers_run_in_parallel(struct check *check)
{
    if ((check->subject->strategy->traits & TRAIT_INLINE) != 0) {
        check_skip(check, "it starts no workers");
        return;
    }
    static const unsigned crews[] = { 2, 3, 8, 32 };
    unsigned mixed;
    for (size_t i = 0; i < (check->thorough ? COUNT(crews) : 3); i++) {
        unsigned items = least_chunk(check->subject) * crews[i];
        struct scenario scenario = { .inject = { .items = items, .barrier = crews[i] },
                                     .workers = crews[i],
                                     .deadline_s = 10 };
        check_case(check, "%u items that wait until %u have begun, %u workers", items, crews[i],
                   crews[i]);
        if (!check_play(check, &scenario))
            return;
        if (ledger->alone > 0)
            check_break(check, ledger_workers(&mixed) < 2 ? BREAK_ONE_WORKER : BREAK_NOT_PARALLEL,
                        "%u item%s waited in vain for the others", ledger->alone,
                        ledger->alone == 1 ? "" : "s");
        (void)check_success(check, BREAK_WORK_NOT_DONE);
    }
    static const struct scenario few = { .about = "2 items, 7 workers",
                                         .inject = { .items = 2, .sleep_us = 1000 },
                                         .workers = 7 };
    if (check_play_good(check, &few, BREAK_WORK_NOT_DONE) && ledger->forked > 2)
        check_break(check, BREAK_TOO_MANY_WORKERS, "%u workers were started", ledger->forked);
    judge_placement(check);
}

/* P6 */
void judge_results_arrive_whole(struct check *check)
{
    static const size_t sizes[] = { 1, 4095, 4096, 4097, 65535, 65537, 70001, (1 << 20) + 1 };
    check->hang = BREAK_FULL_CHANNEL;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct scenario scenario = {
            .inject = { .items = 5, .result_bytes = sizes[i], .small_pipes = true }, .workers = 2
        };
        check_case(check, "5 results of %zu bytes, 2 workers, channels of a page", sizes[i]);
        (void)check_play_good(check, &scenario, BREAK_TORN_TRANSFER);
    }
    static const struct scenario many = {
        .about = "2999 results of 7 bytes, 3 workers, channels of a page",
        .inject = { .items = 2999, .result_bytes = 7, .small_pipes = true },
    };
    (void)check_play_good(check, &many, BREAK_TORN_TRANSFER);
}

/* P7 */
void judge_interruptions_are_harmless(struct check *check)
{
    static const size_t sizes[] = { 8, 70001 };
    check->hang = BREAK_INTERRUPTED_DEADLOCK;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct scenario scenario = { .inject = { .items = 40,
                                                 .result_bytes = sizes[i],
                                                 .pace = PACE_RANDOM,
                                                 .short_io = true },
                                     .environment = WITH_TIMER,
                                     .runs = 5 };
        check_case(check, "40 results of %zu bytes, a timer of 1 kHz, short transfers", sizes[i]);
        if (!check_play(check, &scenario))
            return;
        check_figure(check, "interrupted_or_cut", ledger->cut, "calls");
        (void)check_success(check, BREAK_INTERRUPTED_CALL);
    }
}
