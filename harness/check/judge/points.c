/* SPDX-License-Identifier: MIT */
/* P15: what a strategy promises when a worker dies at any other point than in an item. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/properties.h"

static struct scenario death_of(enum point point)
{
    struct scenario scenario = scenario_of(20, 3);
    scenario.order.pace = PACE_SLEEP;
    scenario.order.sleep_us = 2000;
    scenario.order.fault = FAULT_KILL;
    scenario.order.point = point;
    scenario.order.fault_item = 9;
    return scenario;
}

static void judge_point(struct check *check, const struct scenario *scenario, const char *what)
{
    struct outcome outcome;
    enum point point = scenario->order.point;
    check->hang = BREAK_DEAD_WORKER;
    if (!check_play(check, scenario, &outcome, "%s dies %s", what, point_name(point)))
        return;
    /* Not every strategy has a lock; by all other points its workers pass. */
    if (ledger->deaths == 0 && (point < POINT_LOCK || point == POINT_LEAVE))
        check_break(check, BREAK_POINT_NOT_REACHED, "no worker came by");
    if (ledger->deaths == 0)
        return;
    expect_in_time(check, &outcome);
    expect_named(check, &outcome, point == POINT_ITEM || point == POINT_RESULT);
    expect_states(check, &outcome);
    expect_clean(check, &outcome);
}

static void judge_idle_death(struct check *check)
{
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) == 0)
        return;
    struct scenario scenario = scenario_of(20, 3);
    scenario.runs = 2;
    scenario.kill_idle = true;
    scenario.order.fault = FAULT_KILL; /* nobody's: only its name is used */
    struct outcome outcome;
    if (!check_play(check, &scenario, &outcome, "a worker is killed between two runs"))
        return;
    if (ledger->deaths == 0) {
        check_break(check, BREAK_NO_IDLE_WORKER, "there was none to kill");
        return;
    }
    expect_in_time(check, &outcome);
    expect_named(check, &outcome, false);
    expect_clean(check, &outcome);
}

/* A caller that waits for workers leaves the processor to them. */
static void judge_idle_caller(struct check *check)
{
    struct scenario scenario = scenario_of(8, 2);
    scenario.order.pace = PACE_SLEEP;
    scenario.order.sleep_us = 100000;
    struct outcome outcome;
    if (!check_play_good(check, &scenario, &outcome, "8 items that sleep 0.1 s each"))
        return;
    const struct report *report = &outcome.report;
    double share = (double)report->cpu_ns / (double)(report->run_ns + 1);
    check_figure(check, "caller_busy", 100 * share, "%");
    if (share > 0.05)
        check_break(check, BREAK_CALLER_POLLS, "it used %.0f %% of a processor", 100 * share);
}

/* P15 */
void judge_death_points(struct check *check)
{
    judge_idle_caller(check);
    if (check_is_one_process(check))
        return;
    for (enum point point = POINT_ITEM + 1; point < POINTS; point++) {
        struct scenario scenario = death_of(point);
        judge_point(check, &scenario, "a worker");
    }
    /* More than fits into a channel at once. */
    struct scenario large = death_of(POINT_MESSAGE);
    large.order.result_bytes = 70001;
    large.order.small_pipes = true;
    judge_point(check, &large, "a worker with results of 70001 bytes");
    struct scenario last = death_of(POINT_START);
    last.order.fault_worker = 2;
    judge_point(check, &last, "the last worker");
    struct scenario all = death_of(POINT_ITEM);
    all.order.fault_item = EVERY_ITEM;
    judge_point(check, &all, "every worker");
    all.order.point = POINT_START;
    judge_point(check, &all, "every worker");
    /* More work than a channel holds: the caller may be busy handing it out. */
    struct scenario feeding = death_of(POINT_ITEM);
    feeding.order.items = 20000;
    feeding.order.fault_item = EVERY_ITEM;
    feeding.order.small_pipes = true;
    judge_point(check, &feeding, "every worker of 20000 items");
    judge_idle_death(check);
}
