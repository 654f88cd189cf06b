/* SPDX-License-Identifier: MIT */
/* Parts of P14, P15 and P21: more than one thing goes wrong, or not the first time, or not in the
 * first worker. */
#include "check/inject/fault.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include <errno.h>
#include <inttypes.h>

/* After one or several deaths. */
static void expect_deaths(struct check *check, bool in_item)
{
    if (ledger->deaths == 0)
        return;
    expect_in_time(check);
    expect_named(check, in_item);
    expect_states(check);
    expect_clean(check);
}

/* --- deaths in items -------------------------------------------------------------------------- */

/* Some die at once; or one dies when the strategy may already be handling the death of another. */
static void judge_several(struct check *check, unsigned deaths, unsigned apart_us)
{
    struct scenario scenario = {
        .inject = { .items = 40,
                    .sleep_us = 500,
                    .fault = { FAULT_KILL, .together = deaths, .apart_us = apart_us } },
        .workers = 4,
    };
    check_case(check, "40 items, 4 workers, %u of them die %u us after one another", deaths,
               apart_us);
    if (!check_play(check, &scenario))
        return;
    if (ledger->deaths == 0)
        check_break(check, BREAK_FAULT_NOT_REACHED, "it was not run: %s",
                    check->outcome.report.sentence);
    uint64_t died = check->outcome.tally.worker_died;
    if (!ledger->inject.external && (died == 0 || died > deaths))
        check_break(check, BREAK_ENDED_AS_DEAD, "%" PRIu64 " items are", died);
    expect_deaths(check, true);
}

static void judge_later_run(struct check *check, unsigned run)
{
    struct scenario scenario = { .inject = { .sleep_us = 500, .fault = { FAULT_KILL, .item = 9 } },
                                 .runs = run,
                                 .fault_run = run };
    check_case(check, "item 9 kills its worker in run %u", run);
    if (!check_play(check, &scenario))
        return;
    if (ledger->deaths > 0 && check->outcome.report.run_error[run - 1] == 0)
        check_break(check, BREAK_LOST_DEATH, "run %u returned 0, as if nothing had happened", run);
    expect_deaths(check, true);
}

void series_judge_deaths(struct check *check)
{
    /* At once four times: the strategy may be faster than the second to die. */
    static const unsigned apart_us[] = { 0, 0, 0, 0, 100, 1000, 5000 };
    check->hang = BREAK_DEAD_WORKER;
    for (size_t i = 0; i < COUNT(apart_us); i++)
        judge_several(check, 2, apart_us[i]);
    judge_several(check, 3, 0);
    judge_later_run(check, 2);
    judge_later_run(check, 3);
    /* The way out of a failure is interrupted, too. */
    static const struct scenario interrupted = {
        .about = "item 9 kills its worker, and calls are interrupted",
        .inject = { .sleep_us = 500, .short_io = true, .fault = { FAULT_KILL, .item = 9 } },
        .workers = 5,
        .environment = WITH_TIMER,
    };
    if (check_play(check, &interrupted))
        expect_deaths(check, true);
}

void series_judge_failed_items(struct check *check)
{
    static const uint64_t failures[] = { 2, 3, 17, 60 };
    for (size_t i = 0; i < COUNT(failures); i++) {
        struct scenario scenario = {
            .inject = { .items = 60, .fault = { FAULT_ERROR, .more = failures[i] - 1 } },
        };
        check_case(check, "60 items, 3 workers, the first %" PRIu64 " items return EDOM",
                   failures[i]);
        if (!check_play(check, &scenario))
            return;
        const struct board_tally *tally = &check->outcome.tally;
        if (check->outcome.report.run_error[0] != 0)
            check_break(check, BREAK_ITEM_ERROR_ENDS_RUN, "run returned: %s",
                        check->outcome.report.sentence);
        if (tally->failed != failures[i] || tally->done != 60 - failures[i])
            check_break(check, BREAK_ITEM_ERROR_SPREADS,
                        "%" PRIu64 " done, %" PRIu64 " failed, %" PRIu64 " not run", tally->done,
                        tally->failed, tally->not_run);
        expect_states(check);
    }
}

/* --- deaths elsewhere ------------------------------------------------------------------------- */

/* Returns whether a worker came by. */
static bool judge_at(struct check *check, struct fault_options fault)
{
    fault.kind = FAULT_KILL;
    struct scenario scenario = { .inject = { .sleep_us = 2000, .fault = fault } };
    if (check_play(check, &scenario))
        expect_deaths(check, false);
    return ledger->deaths > 0;
}

/* The first lock may be that of a start, the second that of a claim. */
static void judge_held(struct check *check, enum point point)
{
    static const unsigned skipped[] = { 1, 2, 5, 12 };
    bool is_reached = true;
    for (size_t i = 0; i < COUNT(skipped) && is_reached; i++) {
        check_case(check, "a worker dies %s, after %u others", point_name(point), skipped[i]);
        is_reached =
            judge_at(check, (struct fault_options){ .point = point, .skipped = skipped[i] });
    }
}

/* A worker is dead when the next run begins. */
static void judge_idle_deaths(struct check *check, unsigned victim, unsigned deaths)
{
    struct scenario scenario = { .inject.fault = { FAULT_KILL, .point = POINT_OUTSIDE },
                                 .workers = 4,
                                 .runs = 2,
                                 .victim = victim,
                                 .kill_idle = deaths };
    check_case(check, "of 4 workers %u, from worker process %u on, %s killed between runs", deaths,
               victim, deaths == 1 ? "is" : "are");
    if (!check_play(check, &scenario))
        return;
    if (ledger->deaths > 0 && check->outcome.report.run_error[1] == 0)
        check_break(check, BREAK_LOST_DEATH,
                    "the second run returned 0, as if nothing had happened");
    expect_deaths(check, false);
}

/* What close does with it is the strategy's, but it ends, and leaves nothing. */
static void judge_death_before_close(struct check *check)
{
    static const struct scenario scenario = { .about = "of 4 workers 2 are killed before close",
                                              .inject.fault = { FAULT_KILL,
                                                                .point = POINT_OUTSIDE },
                                              .workers = 4,
                                              .victim = 1,
                                              .kill_idle = 2 };
    if (!check_play(check, &scenario))
        return;
    expect_states(check);
    expect_clean(check);
}

void series_judge_each_worker(struct check *check)
{
    unsigned first = subject_caller_works(check->subject) ? 1 : 0;
    check->hang = BREAK_DEAD_WORKER;
    for (unsigned worker = first; worker < CHECK_WORKERS; worker++) {
        check_case(check, "worker %u dies %s", worker, point_name(POINT_LEAVE));
        (void)judge_at(check,
                       (struct fault_options){ .point = POINT_LEAVE, .worker = worker - first });
        check_case(check, "worker %u dies %s", worker, point_name(POINT_START));
        (void)judge_at(check,
                       (struct fault_options){ .point = POINT_START, .worker = worker - first });
    }
    judge_held(check, POINT_LOCK);
    judge_held(check, POINT_TOKEN);
    if ((check->subject->strategy->traits & TRAIT_PERSISTENT) == 0)
        return;
    for (unsigned victim = 0; victim < 4; victim++)
        judge_idle_deaths(check, victim, 1);
    judge_idle_deaths(check, 0, 2);
    judge_idle_deaths(check, 2, 2);
    judge_death_before_close(check);
}

void series_judge_failed_start(struct check *check)
{
    static const struct scenario scenario = {
        .about = "the first worker dies at once, and fork fails for the third",
        .inject = { .fault = { FAULT_KILL, .point = POINT_START },
                    .fail = { .call = CALL_FORK, .at = 3, .error = EAGAIN } },
        .workers = 4,
        .environment = WITH_DECOYS,
    };
    check->hang = BREAK_START_DEADLOCK;
    if (!check_play(check, &scenario) || ledger->failed == 0)
        return;
    if (check->outcome.report.sentence[0] == '\0')
        check_break(check, BREAK_START_ERROR_LOST, "open and run returned 0");
    expect_states(check);
    expect_clean(check);
}

/* --- a second pool ---------------------------------------------------------------------------- */

void series_judge_second_pool(struct check *check)
{
    static const struct scenario scenario = { .about = "beside a second pool, each in turn",
                                              .runs = 3,
                                              .twin = true };
    check->hang = BREAK_SECOND_POOL;
    /* Another program could not load what the second pool works on. */
    if (check_is_foreign(check) || !check_play(check, &scenario))
        return;
    if (ledger->nested_wrong > 0)
        check_break(check, BREAK_SECOND_POOL, "the second pool said 0, and its results are wrong");
    if (ledger->nested_good > 0 && ledger->nested_refused > 0)
        check_break(check, BREAK_SECOND_POOL, "the second pool worked, and then refused");
    (void)check_success(check, BREAK_SECOND_POOL);
    expect_clean(check);
}
