/* SPDX-License-Identifier: MIT */
/* Figures: a part of P22. The time of a run is split by what the strategy notes, so a run whose parts
 * are known must come out as it is. */
#include "check/judge/check.h"
#include "check/judge/parts.h"
#include "kit/clock.h"

#define LONGER_MS 250 /* that one worker has more to do than the other */

/* When a worker that ran something ended; 0: it ran nothing. */
static uint64_t end_of(const struct slot *slot)
{
    return slot->begin_ns != 0 ? slot->end_ns : 0;
}

/* What the checker has seen by the clock of one worker: the board must say that it began and ended
 * then. */
static void expect_times_of(struct check *check, unsigned worker)
{
    const struct slot *slot = &board_slots(scenario_board())[worker];
    const struct work_time *time = &ledger->time[worker];
    if (slot->begin_ns == 0 || time->called_ns == 0)
        return;
    if (slot->begin_ns < time->called_ns || slot->begin_ns > time->first_ns)
        check_break(check, BREAK_BEGIN_MISDATED,
                    "worker %u began %.3f ms %s its first chunk, by the board", worker,
                    slot->begin_ns < time->called_ns
                        ? (double)(time->called_ns - slot->begin_ns) / 1e6
                        : (double)(slot->begin_ns - time->first_ns) / 1e6,
                    slot->begin_ns < time->called_ns ? "before" : "behind");
    if (slot->end_ns != 0 && slot->end_ns < time->done_ns)
        check_break(check, BREAK_END_MISDATED,
                    "worker %u ended %.3f ms before its last chunk, by the board", worker,
                    (double)(time->done_ns - slot->end_ns) / 1e6);
}

void expect_times(struct check *check)
{
    for (unsigned worker = 0; worker < scenario_board()->workers && check_holds(check); worker++)
        expect_times_of(check, worker);
}

/* Both begin together, and one goes on for long: the other waits for it, for most of that time even
 * where processors are busy. When the last has ended, run returns soon. */
void judge_split(struct check *check)
{
    static const struct scenario scenario = {
        .about = "2 items that begin together, and one takes 0.25 s longer",
        .inject = { .items = 2, .barrier = 2, .long_ms = LONGER_MS, .long_item = 1 },
        .workers = 2,
        .deadline_s = 10 /* where one worker gets both, they give up waiting after 5 s */
    };
    bool is_alone = (check->subject->strategy->traits & TRAIT_INLINE) != 0;
    if (is_alone || !check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    const struct slot *slots = board_slots(scenario_board());
    uint64_t ends[2] = { end_of(&slots[0]), end_of(&slots[1]) };
    /* P5 judges whether both have worked at the same time. */
    if (ends[0] == 0 || ends[1] == 0 || ledger->alone > 0)
        return;
    uint64_t last = ends[0] > ends[1] ? ends[0] : ends[1];
    double imbalance_ms = (double)(2 * last - ends[0] - ends[1]) / 1e6;
    double finish_ms = ((double)check->outcome.report.return_ns - (double)last) / 1e6;
    if (imbalance_ms < LONGER_MS / 2.0)
        check_break(check, BREAK_SPLIT_WRONG, "one waits %.0f ms for the other, by the board",
                    imbalance_ms);
    if (finish_ms > LONGER_MS / 2.0)
        check_break(check, BREAK_SPLIT_WRONG,
                    "both have ended %.0f ms before the run, by the board", finish_ms);
}
