/* SPDX-License-Identifier: MIT */
/* P21 to P23: a strategy among others, and its numbers. */
#include "check/judge/check.h"
#include "check/judge/parts.h"
#include <errno.h>
#include <inttypes.h>

/* --- P21 -------------------------------------------------------------------------------------- */

static void judge_again(struct check *check)
{
    static const struct scenario scenario = { .about = "three runs, three times",
                                              .runs = 3,
                                              .uses = 3 };
    (void)check_play_good(check, &scenario, BREAK_NOT_REUSABLE);
}

static void judge_after_failure(struct check *check)
{
    static const struct scenario scenario = { .about = "a run after one in which a worker died",
                                              .inject.fault = { FAULT_KILL, .item = 9 },
                                              .runs = 3,
                                              .fault_run = 1 };
    check->hang = BREAK_DEAD_WORKER;
    if (!check_play(check, &scenario))
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
    /* Another program may have a rule of its own, which its strategy does not decide. */
    bool must_refuse = (traits & TRAIT_PERSISTENT) != 0 && (traits & TRAIT_FOREIGN) == 0;
    for (unsigned run = 1; run < scenario.runs; run++)
        if (must_refuse && report->run_error[run] == 0)
            check_break(check, BREAK_REVIVED, "run %u after that returned 0", run);
    if (report->run_error[1] != 0 && !(is_persistent && report->run_error[1] == EOWNERDEAD))
        check_break(check, is_persistent ? BREAK_OTHER_REFUSAL : BREAK_NOT_WHOLE_AGAIN,
                    "it returned %d", report->run_error[1]);
}

/* What a run leaves when it fails adds up, or is that of other items; a pool with workers of its own
 * for each run begins anew. */
static void judge_after_failures(struct check *check)
{
    const unsigned runs = check_runs(check, REPORT_RUNS);
    const struct scenario scenario = { .inject = { .items = check_runs(check, 200),
                                                   .sleep_us = 200,
                                                   .fault = { FAULT_KILL, .item = 2 } },
                                       .runs = runs,
                                       .fault_runs = runs - 1 };
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) != 0)
        return;
    check_case(check, "%" PRIu64 " items, a run after %u in which a worker died",
               scenario.inject.items, scenario.fault_runs);
    check->hang = BREAK_NOT_WHOLE_AGAIN;
    if (!check_play(check, &scenario))
        return;
    const struct report *report = &check->outcome.report;
    int error = report->run_error[runs - 1];
    /* Some programs whose threads are the workers live for several runs. */
    if (error != 0 && !check_is_foreign(check))
        check_break(check, BREAK_NOT_WHOLE_AGAIN, "it returned %d", error);
    if (error == 0 && report->wrong[0] != '\0')
        check_break(check, BREAK_NOT_WHOLE_AGAIN, "%s", report->wrong);
}

static void judge_nested(struct check *check)
{
    static const struct scenario scenario = { .about = "a pool inside of an item",
                                              .inject.nested = true };
    check->hang = BREAK_NESTED_DEADLOCK;
    if (!check_play(check, &scenario))
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
    if (!subject_is_one_process(check->subject)) {
        judge_after_failure(check);
        judge_after_failures(check);
    }
    judge_nested(check);
    series_judge_second_pool(check);
    storms_judge_late_workers(check);
    /* The threads keep the processors busy. */
    struct scenario threads = { .about = "beside threads that hammer malloc and stdio",
                                .environment = WITH_THREADS,
                                .runs = check->thorough ? 100 : 5,
                                .deadline_s = check->thorough ? 120 : 30 };
    check->hang = BREAK_COPIED_LOCK;
    (void)check_play_good(check, &threads, BREAK_COPIED_LOCK);
    static const struct scenario openmp = { .about = "after OpenMP has run",
                                            .environment = WITH_OPENMP };
    if (check_holds(check) && check_play_out(check, &openmp)) {
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
    static const struct scenario scenario = { .about = "40 items, 4 workers",
                                              .inject = { .items = 40, .sleep_us = 20000 },
                                              .workers = 4 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
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
    expect_times(check);
    judge_split(check);
}

/* --- P23 -------------------------------------------------------------------------------------- */

/* P23 */
void judge_run_returns_once(struct check *check)
{
    static const struct scenario cases[] = {
        { .about = "20 items, 3 workers, 2 runs", .runs = 2 },
        { .about = "the same, and item 9 kills its worker",
          .inject.fault = { FAULT_KILL, .item = 9 },
          .runs = 2 },
        { .about = "the same, and item 9 closes every descriptor",
          .inject.fault = { FAULT_CLOSE, .item = 9 },
          .runs = 2 },
    };
    size_t count = subject_is_one_process(check->subject) ? 1 : COUNT(cases);
    for (size_t i = 0; i < count; i++) {
        if (!check_play_out(check, &cases[i]))
            return;
        bool is_endless = check->outcome.fate == FATE_TIMED_OUT;
        if (is_endless || ledger->returns != 2)
            check_break(check, is_endless ? check->hang : BREAK_RETURNED_TWICE,
                        "run returned %u times from 2 calls", ledger->returns);
    }
}
