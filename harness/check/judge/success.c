/* SPDX-License-Identifier: MIT */
/* P1 to P3 and P7: what a strategy promises when nothing goes wrong. */
#include "check/judge/evidence.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include <inttypes.h>

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
    storms_judge_claims(check);
    storms_judge_seams(check);
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
        /* Results that went astray, or items that were given out wrongly? */
        if (check_play(check, &scenario))
            (void)check_success(check, evidence_of_counts(check, BREAK_COMPLETION_ORDER));
    }
    storms_judge_stops(check);
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
                                     .runs = check_runs(check, 5) };
        check_case(check, "40 results of %zu bytes, a timer of 1 kHz, short transfers", sizes[i]);
        if (!check_play(check, &scenario))
            return;
        check_figure(check, "interrupted_or_cut", ledger->cut, "calls");
        (void)check_success(check, BREAK_INTERRUPTED_CALL);
    }
    storms_judge_wakeups(check);
}
