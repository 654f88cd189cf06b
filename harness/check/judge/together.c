/* SPDX-License-Identifier: MIT */
/* P21 to P23: a strategy among others, and its numbers. */
#include "check/judge/check.h"
#include "check/judge/properties.h"
#include <errno.h>
#include <stdio.h>

/* --- P21 -------------------------------------------------------------------------------------- */

static void judge_again(struct check *check)
{
    struct scenario scenario = { .runs = 3, .uses = 3 };
    if (!check_play(check_case(check, "three runs, three times"), &scenario))
        return;
    (void)check_success(check, BREAK_NOT_REUSABLE);
}

static void judge_after_failure(struct check *check)
{
    struct scenario scenario = { .inject = { .fault = { FAULT_KILL, .item = 9 } },
                                 .runs = 2,
                                 .fault_once = true };
    check->hang = BREAK_DEAD_WORKER;
    if (!check_play(check_case(check, "a run after one in which a worker died"), &scenario))
        return;
    const struct report *report = &check->outcome.report;
    /* The program whose threads the workers were began in open, as the workers of a persistent pool
     * do. */
    unsigned traits = check->subject->strategy->traits;
    bool is_program = (traits & TRAIT_FOREIGN) != 0 && ledger->death_parent == ledger->caller;
    bool is_persistent = (traits & TRAIT_PERSISTENT) != 0 || is_program;
    if (report->run_error[0] == 0 || ledger->deaths == 0)
        check_break(check, BREAK_LOST_DEATH, "it returned 0");
    if (report->run_error[1] == 0 && report->wrong[0] != '\0')
        check_break(check, BREAK_BROKEN_POOL_USED, "%s", report->wrong);
    if (report->run_error[1] != 0 && !(is_persistent && report->run_error[1] == EOWNERDEAD))
        check_break(check, is_persistent ? BREAK_OTHER_REFUSAL : BREAK_NOT_WHOLE_AGAIN,
                    "it returned %d", report->run_error[1]);
}

static void judge_nested(struct check *check)
{
    struct scenario scenario = { .inject = { .nested = true } };
    check->hang = BREAK_NESTED_DEADLOCK;
    if (!check_play(check_case(check, "a pool inside of an item"), &scenario))
        return;
    if (ledger->nested_wrong > 0)
        check_break(check, BREAK_NESTED_POOL, "the inner pool said 0, and its results are wrong");
    if (ledger->nested_good + ledger->nested_refused != 1)
        check_break(check, BREAK_NESTED_POOL_LOST, "neither");
    (void)check_success(check, BREAK_NESTED_POOL);
}

/* P21 */
void judge_pool_composes(struct check *check)
{
    judge_again(check);
    if (!check_is_one_process(check))
        judge_after_failure(check);
    judge_nested(check);
    /* They keep the processors busy. */
    struct scenario threads = { .environment = WITH_THREADS,
                                .runs = check->thorough ? 100 : 5,
                                .deadline_s = check->thorough ? 120 : 30 };
    check->hang = BREAK_COPIED_LOCK;
    if (check_play(check_case(check, "beside threads that hammer malloc and stdio"), &threads))
        (void)check_success(check, BREAK_COPIED_LOCK);
    struct scenario openmp = { .environment = WITH_OPENMP };
    if (check_holds(check) && check_play_out(check_case(check, "after OpenMP has run"), &openmp)) {
        if (check->outcome.fate == FATE_TIMED_OUT || !check->outcome.report.finished)
            check_break(check, BREAK_COPIED_LOCK, "run did not return");
        (void)check_success(check, BREAK_COPIED_LOCK);
    } else if (check->verdict.kind == UNJUDGED && check->outcome.report.error == ENOTSUP) {
        check->verdict.kind = KEPT; /* there is no OpenMP here */
    }
}

/* --- P22 -------------------------------------------------------------------------------------- */

/* P22 */
void judge_numbers_are_exclusive(struct check *check)
{
    struct scenario scenario = { .inject = { .items = 40, .sleep_us = 2000 }, .workers = 4 };
    if (!check_play_good(check_case(check, "40 items, 4 workers"), &scenario))
        return;
    unsigned mixed;
    unsigned workers = ledger_workers(&mixed);
    struct board *board = scenario_board();
    unsigned claimed = 0;
    for (uint32_t worker = 0; worker < board->workers; worker++)
        claimed += board_slots(board)[worker].begin_ns != 0 ? 1 : 0;
    check_figure(check, "workers", workers, "workers");
    if (mixed > 0)
        check_break(check, BREAK_NUMBER_CHANGED, "%u worked under two numbers", mixed);
    /* More than numbers may work one after another: a process for each chunk, say. */
    if (workers < claimed || ledger->doubled > 0)
        check_break(check, BREAK_NUMBER_SHARED,
                    "%u worked under %u numbers, at the same time in %u cases", workers, claimed,
                    ledger->doubled);
    if (ledger->live_most > board->workers)
        check_break(check, BREAK_TOO_MANY_AT_ONCE, "%u items at a time with %u workers",
                    ledger->live_most, board->workers);
}

/* --- P23 -------------------------------------------------------------------------------------- */

static void expect_two_returns(struct check *check)
{
    if (check->outcome.fate == FATE_TIMED_OUT)
        check_break(check, check->hang, "run returned %u times from 2 calls", ledger->returns);
    else if (ledger->returns != 2)
        check_break(check, BREAK_RETURNED_TWICE, "run returned %u times from 2 calls",
                    ledger->returns);
}

/* P23 */
void judge_run_returns_once(struct check *check)
{
    struct scenario scenario = { .runs = 2 };
    if (!check_play_out(check_case(check, "20 items, 3 workers, 2 runs"), &scenario))
        return;
    expect_two_returns(check);
    if (check_is_one_process(check))
        return;
    scenario.inject.fault = (struct fault_options){ FAULT_KILL, .item = 9 };
    if (check_play_out(check_case(check, "the same, and item 9 kills its worker"), &scenario))
        expect_two_returns(check);
    scenario.inject.fault.kind = FAULT_CLOSE;
    if (check_play_out(check_case(check, "the same, and item 9 closes every descriptor"),
                       &scenario))
        expect_two_returns(check);
}
