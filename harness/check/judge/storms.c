/* SPDX-License-Identifier: MIT */
/* Parts of P1, P3, P7, P15 and P21: what a strategy promises holds however the scheduler interleaves
 * its processes. What needs an unlucky moment is provoked, not waited for: see check/inject/storm.h
 * and step.h. */
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include <inttypes.h>

#define BUDGET_NS    (2 * NS_PER_S) /* of a series of storms that a slow machine cuts short … */
#define STORMS_LEAST 4              /* … but not below so many */

/* Never 0, which is no storm. */
static uint64_t seed_of(const struct check *check, unsigned storm)
{
    return hash_mix((uint64_t)check->seed, storm) | 1;
}

/* The processes of other languages run their own code. */
static bool may_go_on(const struct check *check, unsigned storms, uint64_t end_ns)
{
    return check_holds(check) && !check_is_foreign(check) &&
           (check->thorough || storms < STORMS_LEAST || clock_now() < end_ns);
}

void storms_judge_claims(struct check *check)
{
    unsigned storms = check_runs(check, check->thorough ? 100 : 8);
    uint64_t end_ns = clock_now() + BUDGET_NS;
    check->hang = BREAK_PREEMPTED_DEADLOCK;
    for (unsigned i = 0; i < storms && may_go_on(check, i, end_ns); i++) {
        uint64_t seed = seed_of(check, i);
        /* Claims are provoked by many items, what begins and ends a run by many runs. */
        bool is_short = i % 2 == 1;
        struct scenario scenario = {
            .inject = { .items = is_short ? 3 + seed / 2 % 10 : 40 + seed / 2 % 120,
                        .storm = { .seed = seed, .steps = true, .late = true } },
            .workers = 3 + i % 4,
            .runs = is_short ? 12 : 2,
            .uses = i % 4 == 3 ? 3 : 1,
            .environment = i % 3 == 1 ? WITH_ONE_CPU : 0,
            .deadline_s = 10,
        };
        check_case(check,
                   "%" PRIu64
                   " items, %u workers%s, pauses at any instruction, storm %u of seed %u",
                   scenario.inject.items, scenario.workers,
                   scenario.environment != 0 ? " on one processor" : "", i, check->seed);
        if (!check_play(check, &scenario))
            return;
        expect_counts(check, &scenario);
        (void)check_success(check, BREAK_PREEMPTED);
    }
}

void storms_judge_seams(struct check *check)
{
    static const unsigned crews[] = { 2, 3, 4 };
    check->hang = BREAK_PREEMPTED_DEADLOCK;
    for (unsigned i = 0; i < COUNT(crews) && may_go_on(check, 0, 0); i++) {
        struct scenario scenario = {
            .inject = { .items = crews[i] + 1,
                        .storm = { .seed = seed_of(check, i), .steps = true, .seam = crews[i] } },
            .workers = crews[i],
            .runs = check_runs(check, check->thorough ? 1000 : 150),
            .deadline_s = check->thorough ? 15 : 5,
        };
        check_case(check,
                   "%u runs of %" PRIu64
                   " items, %u workers that end at once, or one or the caller "
                   "is stopped at any instruction, seed %u",
                   scenario.runs, scenario.inject.items, crews[i], check->seed);
        if (!check_play(check, &scenario))
            return;
        expect_counts(check, &scenario);
        (void)check_success(check, BREAK_PREEMPTED);
    }
}

void storms_judge_stops(struct check *check)
{
    if (check_is_foreign(check) || subject_is_one_process(check->subject))
        return;
    struct scenario scenario = {
        .inject = { .items = 200, .sleep_us = 300, .storm.seed = seed_of(check, 0) },
        .workers = 4,
        .runs = check->thorough ? 30 : 3,
        .interference = STOP_WORKERS,
        .deadline_s = 20,
    };
    check->hang = BREAK_STOPPED_WORKER;
    check_case(check, "200 items, 4 workers that are stopped and go on, seed %u", check->seed);
    (void)check_play_good(check, &scenario, BREAK_STOPPED_WORKER);
}

void storms_judge_wakeups(struct check *check)
{
    struct scenario scenario = {
        .inject = { .items = 40, .storm = { .seed = seed_of(check, 0), .wakes = true } },
        .workers = 4,
        .runs = check_is_foreign(check) ? 1 : check_runs(check, 10),
    };
    check->hang = BREAK_SPURIOUS_WAKEUP;
    check_case(check, "40 items, 4 workers, waits that return early, seed %u", check->seed);
    if (check_play_good(check, &scenario, BREAK_SPURIOUS_WAKEUP))
        check_figure(check, "early_wakeups", ledger->woken, "wake-ups");
    /* One item is long, so that all other workers, and the caller, have to wait. */
    scenario.inject.items = 8;
    scenario.inject.long_item = 5;
    scenario.inject.long_ms = 20;
    scenario.idle_ms = 20;
    scenario.runs = check_is_foreign(check) ? 1 : check_runs(check, 6);
    for (unsigned pass = 0; pass < 2 && check_holds(check); pass++) {
        bool is_spurious = pass == 0;
        scenario.inject.storm.wakes = is_spurious;
        scenario.inject.short_io = !is_spurious;
        check->hang = is_spurious ? BREAK_SPURIOUS_WAKEUP : BREAK_INTERRUPTED_DEADLOCK;
        check_case(check, "8 items, one of 20 ms, 4 workers, waits that %s, seed %u",
                   is_spurious ? "return early" : "are interrupted", check->seed);
        (void)check_play_good(check, &scenario,
                              is_spurious ? BREAK_SPURIOUS_WAKEUP : BREAK_INTERRUPTED_CALL);
    }
}

void storms_judge_late_workers(struct check *check)
{
    unsigned runs = check_runs(check, check->thorough ? 200 : 40);
    struct scenario scenario = {
        .inject = { .items = 6, .storm = { .seed = seed_of(check, 0), .late = true } },
        .runs = check_is_foreign(check) ? 2 : runs,
        .deadline_s = 10,
    };
    check->hang = BREAK_LATE_WORKER;
    check_case(check, "%u runs of 6 items, 3 workers that come late from the run before, seed %u",
               scenario.runs, check->seed);
    (void)check_play_good(check, &scenario, BREAK_LATE_WORKER);
}

void storms_judge_deaths(struct check *check)
{
    unsigned storms = check_runs(check, check->thorough ? 200 : 16);
    uint64_t end_ns = clock_now() + BUDGET_NS;
    unsigned deaths = 0;
    check->hang = BREAK_DEAD_WORKER;
    for (unsigned i = 0; i < storms && may_go_on(check, i, end_ns); i++) {
        uint64_t seed = seed_of(check, i);
        struct scenario scenario = {
            .inject = { .items = 60,
                        .sleep_us = 100,
                        .storm = { .seed = seed, .steps = true },
                        .fault = { FAULT_KILL, .point = POINT_CODE } },
            .workers = 3 + i % 2,
        };
        check_case(check, "a worker dies %s, storm %u of seed %u", "between two instructions", i,
                   check->seed);
        if (!check_play(check, &scenario))
            return;
        deaths += ledger->deaths;
        expect_states(check);
        expect_clean(check);
        /* After its last act in the run a death makes no difference. */
        if (ledger->deaths == 0 || check->outcome.report.sentence[0] == '\0') {
            (void)check_success(check, BREAK_LOST_DEATH);
            continue;
        }
        expect_in_time(check);
        expect_named(check, false);
    }
    check_figure(check, "deaths_between_instructions", deaths, "deaths");
}
