/* SPDX-License-Identifier: MIT */
/* P4 to P6: numbers of items and workers, and sizes of results. What is counted, indexed or stored in
 * something that is too small shows just behind its end, so both sides of each likely end are
 * tried. */
#include "cell/schedule.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include "kit/clock.h"
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define CREW_MOST 7        /* workers in the shapes that are tried first */
#define BUDGET_NS NS_PER_S /* of a series that a slow machine or strategy cuts short */

/* May a series go on that ends at `end_ns`, with a case that takes so long? */
static bool has_time(const struct check *check, uint64_t end_ns, uint64_t ns)
{
    return check_holds(check) && (check->thorough || clock_now() + ns < end_ns);
}

/* Are the items that were not run the last ones, and fewer than there are workers? */
static bool lacks_remainder(uint64_t items, unsigned workers)
{
    uint64_t end = items;
    while (end > 0 && ledger->entry[end - 1].started == 0)
        end--;
    for (uint64_t item = 0; item < end; item++)
        if (ledger->entry[item].started == 0)
            return false;
    return end < items && items - end < workers;
}

/* What usually breaks a shape of which others are kept. */
static enum break_code shape_break(uint64_t items, unsigned workers)
{
    if (workers > CREW_MOST)
        return BREAK_MANY_WORKERS;
    if (items < workers)
        return BREAK_FEWER_ITEMS;
    if (items > UINT8_MAX)
        return BREAK_NARROW_INDEX;
    return lacks_remainder(items, workers) ? BREAK_REMAINDER_DROPPED : BREAK_WORK_NOT_DONE;
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
    if (items == 0 && ledger->started > 0)
        check_break(check, BREAK_ZERO_ITEMS, "%u items began", ledger->started);
}

/* For 0 items no more is started than one worker takes: a template, say. */
static void judge_no_items(struct check *check)
{
    judge_shape(check, 0, 1);
    unsigned least = ledger->forked;
    judge_shape(check, 0, CREW_MOST);
    if (ledger->forked > least)
        check_break(check, BREAK_ZERO_ITEMS, "%u workers were started", ledger->forked);
}

/* Each number of workers to 64, in an order that is no order, with numbers of items around its
 * multiples. */
static void judge_crews(struct check *check)
{
    uint64_t end_ns = clock_now() + BUDGET_NS;
    check->hang = BREAK_MANY_WORKERS;
    judge_shape(check, 65, 64);
    unsigned most = check_is_foreign(check) && !check->thorough ? 0 : 64;
    if (most > 0) {
        judge_shape(check, 66, 65);
        judge_shape(check, 259, 257);
    }
    for (unsigned i = 0; i < most && has_time(check, end_ns, 0); i++) {
        unsigned workers = 1 + (i * 37 + 63) % 64;
        const uint64_t items[] = { workers, workers + 1, 2 * workers - 1, 3 * workers + 1 };
        judge_shape(check, items[i % COUNT(items)], workers);
    }
}

/* With two workers. Returns how long it took. */
static uint64_t judge_count(struct check *check, uint64_t items)
{
    uint64_t begin_ns = clock_now();
    judge_shape(check, items, 2);
    return clock_now() - begin_ns;
}

/* What does not fit into 17 bits, in any case; then around what 7 to 17 and 20 bits hold. */
static void judge_counts(struct check *check)
{
    uint64_t end_ns = clock_now() + BUDGET_NS;
    check->hang = BREAK_NARROW_INDEX;
    (void)judge_count(check, (1 << 16) + 1);
    if (check_is_foreign(check) && !check->thorough)
        return;
    uint64_t item_ns = judge_count(check, (1 << 17) + 1) / (1 << 17);
    for (unsigned bits = 7; bits <= 20; bits += bits == 17 ? 3 : 1) {
        uint64_t power = UINT64_C(1) << bits;
        for (uint64_t items = power + 1; items >= power - 1; items--)
            if (has_time(check, end_ns, item_ns * items))
                (void)judge_count(check, items);
    }
}

/* P4 */
void judge_any_shape_works(struct check *check)
{
    static const unsigned crews[] = { 1, 2, 3, CREW_MOST, 64, 512 };
    size_t count = check->thorough ? COUNT(crews) : 5;
    judge_no_items(check);
    for (size_t i = 0; i < count; i++) {
        unsigned p = crews[i];
        const uint64_t shapes[] = { 1, p - 1, p, p + 1, 2 * p - 1, 2 * p + 1, 997, 1000000 };
        size_t most = check->thorough ? COUNT(shapes) : COUNT(shapes) - 1;
        for (size_t k = 0; k < most; k++)
            judge_shape(check, shapes[k], p);
    }
    judge_counts(check);
    judge_crews(check);
    tunables_judge(check);
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

/* As many processes or threads are made for 2 items, whether 2 or 7 may work: a janitor or a template
 * is no superfluous worker. */
static void judge_superfluous(struct check *check)
{
    struct scenario few = { .about = "2 items, 2 workers",
                            .inject = { .items = 2, .sleep_us = 1000 },
                            .workers = 2 };
    if (!check_play_good(check, &few, BREAK_WORK_NOT_DONE))
        return;
    unsigned enough = ledger->forked;
    few.about = "2 items, 7 workers";
    few.workers = 7;
    if (check_play_good(check, &few, BREAK_WORK_NOT_DONE) && ledger->forked > enough)
        check_break(check, BREAK_TOO_MANY_WORKERS,
                    "%u workers were started, and %u where 2 may work", ledger->forked, enough);
}

/* P5 */
void judge_workers_run_in_parallel(struct check *check)
{
    if ((check->subject->strategy->traits & TRAIT_INLINE) != 0) {
        check_skip(check, "it starts no workers");
        return;
    }
    /* Just behind what a table or a mask may hold. */
    static const unsigned crews[] = { 2, 3, 8, 65, 33, 129 };
    size_t count = check->thorough ? COUNT(crews) : 5;
    unsigned mixed;
    for (size_t i = 0; i < (check_is_foreign(check) ? 3 : count); i++) {
        unsigned items = least_chunk(check->subject) * crews[i];
        /* The last item takes long, so that a worker that nobody waits for shows. */
        struct scenario scenario = { .inject = { .items = items,
                                                 .barrier = crews[i],
                                                 .long_item = items - 1,
                                                 .long_ms = 50 },
                                     .workers = crews[i],
                                     .deadline_s = 10 };
        check_case(check, "%u items that wait until %u have begun, %u workers", items, crews[i],
                   crews[i]);
        if (!check_play(check, &scenario))
            return;
        if (ledger->alone > 0 && crews[i] > 2)
            check_break(check, BREAK_TOO_FEW_WORKERS,
                        "%u items waited in vain for the others: at most %u were at work at once",
                        ledger->alone, ledger->live_most);
        else if (ledger->alone > 0)
            check_break(check, ledger_workers(&mixed) < 2 ? BREAK_ONE_WORKER : BREAK_NOT_PARALLEL,
                        "%u item%s waited in vain for the others", ledger->alone,
                        ledger->alone == 1 ? "" : "s");
        (void)check_success(check, crews[i] > CREW_MOST ? BREAK_MANY_WORKERS : BREAK_WORK_NOT_DONE);
    }
    judge_superfluous(check);
    judge_placement(check);
}

/* Results at offsets that 32 bits do not hold; where there is the memory for them, their right
 * answers, and what workers that share none keep of them. */
static void judge_far_results(struct check *check)
{
    enum { FAR_ITEMS = 5 };
    const uint64_t bytes = (UINT64_C(1) << 30) + 8;
    uint64_t memory = (uint64_t)sysconf(_SC_AVPHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    if (!check->thorough || check_is_foreign(check) || memory / 3 < FAR_ITEMS * bytes)
        return;
    struct scenario scenario = { .inject = { .items = FAR_ITEMS, .result_bytes = bytes },
                                 .workers = 2,
                                 .deadline_s = 300 };
    check_case(check, "%d results of 1 GiB, 2 workers", FAR_ITEMS);
    (void)check_play_good(check, &scenario, BREAK_NARROW_INDEX);
}

/* P6 */
void judge_results_arrive_whole(struct check *check)
{
    static const size_t sizes[] = { 1,     7,     511,   512,    513,    1024,  4095,
                                    4096,  4097,  8191,  8192,   8193,   32768, 65535,
                                    65536, 65537, 70001, 131073, 1048577 };
    check->hang = BREAK_FULL_CHANNEL;
    for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
        bool is_small = i < COUNT(sizes);
        size_t bytes = sizes[i % COUNT(sizes)];
        struct scenario scenario = {
            .inject = { .items = 5, .result_bytes = bytes, .small_pipes = is_small }, .workers = 2
        };
        /* What a pipe of the usual size takes at once. */
        if (!is_small && bytes < 65536 && !check->thorough)
            continue;
        check_case(check, "5 results of %zu bytes, 2 workers%s", bytes,
                   is_small ? ", channels of a page" : "");
        (void)check_play_good(check, &scenario, BREAK_TORN_TRANSFER);
    }
    static const struct scenario many = {
        .about = "2999 results of 7 bytes, 3 workers, channels of a page",
        .inject = { .items = 2999, .result_bytes = 7, .small_pipes = true },
    };
    (void)check_play_good(check, &many, BREAK_TORN_TRANSFER);
    judge_far_results(check);
}
