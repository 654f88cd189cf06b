/* SPDX-License-Identifier: MIT */
/* P16 and P17: what a strategy promises when an item never ends, or harms its worker. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include "kit/sanitizer.h"

/* P16 */
void judge_deadline_ends_everything(struct check *check)
{
    static const enum fault faults[] = { FAULT_NEVER, FAULT_STOP, FAULT_IGNORE_TERM };
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct scenario scenario = { .inject = { .fault = { .kind = faults[i], .item = 9 } },
                                     .deadline_s = 0.5 };
        check_case(check, "item 9 %s, and the deadline is %g s", fault_name(faults[i]),
                   check_deadline_s(check, scenario.deadline_s));
        if (!check_play_out(check, &scenario))
            return;
        expect_no_orphan(check, BREAK_OUTLIVES_DEADLINE);
        if (check->outcome.fate != FATE_TIMED_OUT)
            check_break(check, BREAK_EARLY_RETURN, "run returned: %s",
                        check->outcome.report.sentence);
        else if (board_item_state(scenario_board(), ledger->death_item) != ITEM_TIMED_OUT)
            check_break(check, BREAK_TIMED_OUT_STATE, "item %llu has another state",
                        (unsigned long long)ledger->death_item);
        expect_states(check);
    }
    judge_patience(check);
}

/* Item 9 misbehaves, while the last item takes long_ms. */
static void judge_wild_item(struct check *check, enum fault fault, unsigned long_ms)
{
    const struct scenario scenario = { .inject = { .fault = { .kind = fault, .item = 9 },
                                                   .long_item = CHECK_ITEMS - 1,
                                                   .long_ms = long_ms } };
    check->hang = BREAK_MISBEHAVIOUR_DEADLOCK;
    check_case(check, "item 9 %s%s", fault_name(fault),
               long_ms > 0 ? ", while another takes long" : "");
    if (!check_play(check, &scenario))
        return;
    const struct report *report = &check->outcome.report;
    /* Children of an item are its own, and so are its changes to the caller's process, if it runs
     * there. */
    bool forks = fault == FAULT_FORK || fault == FAULT_FORK_LATE || fault == FAULT_DAEMON;
    if (!forks)
        expect_no_child(check);
    if (!subject_is_one_process(check->subject))
        expect_same_state(check);
    if (report->has_returned_early)
        check_break(check, BREAK_MISBEHAVIOUR_SPREADS, "run returned 0 while item %d was being run",
                    CHECK_ITEMS - 1);
    /* The slots show items that failed. */
    bool is_on_board = fault == FAULT_MEMORY && report->wrong[0] != '\0';
    if (report->sentence[0] == '\0' && !is_on_board)
        (void)check_success(check, BREAK_MISBEHAVIOUR_SPREADS);
}

/* P17 */
void judge_wild_items_are_contained(struct check *check)
{
    for (enum fault fault = FAULT_CLOSE; fault < FAULTS; fault++)
        /* No limit would leave a sanitizer what it needs. */
        if (!(IS_SANITIZED && fault == FAULT_MEMORY))
            judge_wild_item(check, fault, 0);
    /* Nor may a second process do what the run needs, or report for the worker. */
    judge_wild_item(check, FAULT_FORK, 50);
    judge_wild_item(check, FAULT_FORK_LATE, 100);
}
