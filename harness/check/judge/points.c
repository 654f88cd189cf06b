/* SPDX-License-Identifier: MIT */
/* P15: what a strategy promises when a worker dies at any other point than in an item. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include <inttypes.h>

#define IDLE_WAKES_MOST 20 /* of all workers, in 0.3 s */

/* `who` dies at a point of its work. */
static void judge_point(struct check *check, const char *who, struct inject inject)
{
    enum point point = inject.fault.point;
    if (inject.sleep_us == 0)
        inject.sleep_us = 2000;
    inject.fault.kind = FAULT_KILL;
    inject.fault.item = 9;
    struct scenario scenario = { .inject = inject };
    check->hang = BREAK_DEAD_WORKER;
    check_case(check, "%s dies %s", who, point_name(point));
    if (!check_play(check, &scenario))
        return;
    /* Not every strategy has a lock; its workers pass all other points. */
    if (ledger->deaths == 0 && (point < POINT_LOCK || point == POINT_LEAVE))
        check_break(check, BREAK_POINT_NOT_REACHED, "no worker came by");
    if (ledger->deaths == 0)
        return;
    expect_in_time(check);
    expect_named(check, point == POINT_ITEM || point == POINT_RESULT);
    expect_states(check);
    expect_clean(check);
}

static void judge_idle_death(struct check *check)
{
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) == 0)
        return;
    /* There is no third one: a caller that works might wait for it, and notice the death then. */
    static const struct scenario scenario = { .about = "one of two workers is killed between runs",
                                              .workers = 2,
                                              .inject.fault = { FAULT_KILL,
                                                                .point = POINT_OUTSIDE },
                                              .runs = 2,
                                              .kill_idle = 1 };
    if (!check_play(check, &scenario))
        return;
    if (ledger->deaths == 0) {
        check_break(check, BREAK_NO_IDLE_WORKER, "there was none to kill");
        return;
    }
    /* It is not enough that close reports it. */
    if (check->outcome.report.run_error[1] == 0)
        check_break(check, BREAK_LOST_DEATH,
                    "the second run returned 0, as if nothing had happened");
    expect_in_time(check);
    expect_named(check, false);
    expect_clean(check);
}

/* A caller that waits for workers leaves the processor to them. */
static void judge_idle_caller(struct check *check)
{
    static const struct scenario scenario = { .about = "8 items that sleep 0.1 s each",
                                              .inject = { .items = 8, .sleep_us = 100000 },
                                              .workers = 2 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    const struct report *report = &check->outcome.report;
    double share = (double)report->cpu_ns / (double)(report->run_ns + 1);
    check_figure(check, "caller_busy", 100 * share, "%");
    if (share > 0.05)
        check_break(check, BREAK_CALLER_POLLS, "it used %.0f %% of a processor", 100 * share);
}

/* Between two runs a pool may spin for a moment, and then sleeps. */
static void judge_idle_pool(struct check *check)
{
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) == 0)
        return;
    static const struct scenario scenario = { .about = "0.3 s without a run",
                                              .runs = 2,
                                              .idle_ms = 300 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    double share = (double)check->outcome.report.idle_cpu_ns / (1e6 * scenario.idle_ms);
    check_figure(check, "idle_pool_busy", 100 * share, "%");
    if (share > 0.1)
        check_break(check, BREAK_IDLE_POOL_SPINS, "it used %.0f %% of a processor", 100 * share);
    /* Those of another program are not the strategy's. */
    uint64_t sleeps = check->outcome.report.idle_sleeps;
    check_figure(check, "idle_pool_wakes", (double)sleeps, "wake-ups");
    if (!check_is_foreign(check) && sleeps > IDLE_WAKES_MOST)
        check_break(check, BREAK_POLLS, "its workers woke up %" PRIu64 " times meanwhile", sleeps);
}

/* P15 */
void judge_death_elsewhere_is_reported(struct check *check)
{
    judge_idle_caller(check);
    judge_idle_pool(check);
    judge_waiting(check);
    if (subject_is_one_process(check->subject))
        return;
    check_find_helpers(check);
    for (enum point point = POINT_ITEM + 1; point < POINT_CODE; point++)
        judge_point(check, "a worker", (struct inject){ .fault.point = point });
    /* More than fits into a channel at once. */
    judge_point(check, "a worker with results of 70001 bytes",
                (struct inject){
                    .result_bytes = 70001, .small_pipes = true, .fault.point = POINT_MESSAGE });
    unsigned last = subject_caller_works(check->subject) ? 1 : 2;
    judge_point(check, "the last worker",
                (struct inject){ .fault = { .point = POINT_START, .worker = last } });
    judge_point(check, "every worker", (struct inject){ .fault.everywhere = true });
    judge_point(check, "every worker",
                (struct inject){ .fault = { .point = POINT_START, .everywhere = true } });
    /* More work than a channel holds: the caller may be busy handing it out. One that works may
     * first end its chunk, which may be a third of all. */
    unsigned sleep_us = subject_caller_works(check->subject) ? 20 : 0;
    judge_point(
        check, "every worker of 20000 items",
        (struct inject){
            .items = 20000, .small_pipes = true, .sleep_us = sleep_us, .fault.everywhere = true });
    judge_idle_death(check);
    series_judge_each_worker(check);
    series_judge_failed_start(check);
    storms_judge_deaths(check);
}
