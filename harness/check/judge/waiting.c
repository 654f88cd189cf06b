/* SPDX-License-Identifier: MIT */
/* Waiting: parts of P15 and P16. A pool waits as long as it takes, and uses no processor meanwhile. */
#include "check/inject/hurry.h"
#include "check/judge/check.h"
#include "check/judge/parts.h"
#include <sys/resource.h>

#define LATER_MS     300  /* that the last item takes */
#define BUSY_SHARE   0.05 /* of one processor, at most */
#define EXPIRED_MOST 50   /* waits that may end because their time is over, in minutes */

/* --- P15 -------------------------------------------------------------------------------------- */

/* Two runs that differ in one item, which sleeps in the second: what the second uses more, processes
 * that wait have used. */
static void judge_waiting_for_one(struct check *check)
{
    static const struct scenario scenario = { .about = "6 items, and one sleeps 0.3 s",
                                              .inject = { .items = 6, .long_item = 1 },
                                              .runs = 3,
                                              .later_ms = LATER_MS };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    const uint64_t *used_ns = check->outcome.report.pool_cpu_ns;
    double more_ns = (double)used_ns[2] - (double)used_ns[1];
    double share = more_ns / (1e6 * LATER_MS);
    check_figure(check, "pool_busy", share > 0 ? 100 * share : 0, "%");
    if (share > BUSY_SHARE)
        check_break(check, BREAK_WAIT_SPINS, "all together used %.0f %% of a processor meanwhile",
                    100 * share);
}

static void judge_waiting_for_nothing(struct check *check)
{
    static const struct scenario scenario = {
        .about = "0 items, then 0.2 s without a run", .no_items = true, .runs = 2, .idle_ms = 200
    };
    if (!check_play_good(check, &scenario, BREAK_ZERO_ITEMS))
        return;
    double share = (double)check->outcome.report.idle_cpu_ns / (1e6 * scenario.idle_ms);
    if (share > BUSY_SHARE)
        check_break(check, BREAK_IDLE_POOL_SPINS, "it used %.0f %% of a processor", 100 * share);
}

void judge_waiting(struct check *check)
{
    judge_waiting_for_one(check);
    judge_waiting_for_nothing(check);
}

/* --- P16 -------------------------------------------------------------------------------------- */

/* As getrlimit(2) has it. */
static const char *resource_name(int resource)
{
    static const char *const names[RLIM_NLIMITS] = {
        [RLIMIT_AS] = "RLIMIT_AS",           [RLIMIT_CPU] = "RLIMIT_CPU",
        [RLIMIT_DATA] = "RLIMIT_DATA",       [RLIMIT_FSIZE] = "RLIMIT_FSIZE",
        [RLIMIT_MEMLOCK] = "RLIMIT_MEMLOCK", [RLIMIT_NOFILE] = "RLIMIT_NOFILE",
        [RLIMIT_NPROC] = "RLIMIT_NPROC",     [RLIMIT_STACK] = "RLIMIT_STACK",
    };
    return names[resource] != NULL ? names[resource] : "of another kind";
}

/* Another program's own waits are not the strategy's. */
static void expect_no_polling(struct check *check)
{
    bool is_foreign = (check->subject->strategy->traits & TRAIT_FOREIGN) != 0;
    if (!is_foreign && ledger->expired > EXPIRED_MOST)
        check_break(check, BREAK_POLLS, "%u waits ended because their time was over",
                    ledger->expired);
}

/* A limit that a worker sets itself ends, or fails, an item that needs more. */
static void judge_limits(struct check *check)
{
    static const struct scenario scenario = { .about = "items that look at their limits",
                                              .inject.note_inherited = true,
                                              .runs = 2 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    if (ledger->lowered_limit != 0)
        check_break(check, BREAK_LIMITED_WORKER, "limit %s was lower",
                    resource_name(ledger->lowered_limit - 1));
    if (ledger->is_nicer)
        check_break(check, BREAK_LIMITED_WORKER, "the value of nice was higher");
}

void judge_patience(struct check *check)
{
    static const struct scenario slow = {
        .about = "an item sleeps 0.4 s, in which 400 s seem to pass",
        .inject = { .hurry = true, .long_item = 7, .long_ms = 400 },
    };
    static const struct scenario idle = { .about =
                                              "0.3 s without a run, in which 300 s seem to pass",
                                          .inject.hurry = true,
                                          .runs = 2,
                                          .idle_ms = 300 };
    static const struct scenario stopped = {
        .about = "a worker is stopped for 0.3 s, in which 300 s seem to pass",
        .inject = { .hurry = true, .items = 60, .sleep_us = 5000 },
        .interference = STOP_WORKER,
        .after_us = 300000
    };
    if (check_play_good(check, &slow, BREAK_HIDDEN_TIMEOUT))
        expect_no_polling(check);
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) != 0 &&
        check_play_good(check, &idle, BREAK_HIDDEN_TIMEOUT))
        expect_no_polling(check);
    if (!subject_is_one_process(check->subject))
        (void)check_play_good(check, &stopped, BREAK_STOPPED_AS_DEAD);
    judge_limits(check);
}
