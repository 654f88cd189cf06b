/* SPDX-License-Identifier: MIT */
/* P14: what a strategy promises when a worker dies in an item. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/parts.h"
#include "kit/hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "item 7 calls _exit(0)" */
static void describe_fault(const struct check *check, const struct fault_options *fault,
                           char text[static 80])
{
    const char *name = fault_name(fault->kind);
    if (subject_caller_works(check->subject))
        snprintf(text, 80, "an item of %s %s", fault->in_caller ? "the caller" : "a worker", name);
    else
        snprintf(text, 80, "item %" PRIu64 " %s", fault->item, name);
}

/* An item in the caller's process: the death is that of the process, and the board has the item. */
static void judge_whole_death(struct check *check, const struct scenario *scenario)
{
    char what[80];
    describe_fault(check, &scenario->inject.fault, what);
    check_case(check, "%s", what);
    if (!check_play_out(check, scenario))
        return;
    if (check->outcome.fate == FATE_TIMED_OUT || check->outcome.report.finished)
        check_break(check, BREAK_CRASH_SURVIVED, "the caller lived on");
    expect_own_end(check);
    uint64_t item = ledger->death_item;
    if (check->outcome.tally.worker_died == 0 ||
        board_item_state(scenario_board(), item) != ITEM_WORKER_DIED)
        check_break(check, BREAK_ITEM_IN_HAND, "item %" PRIu64 " has another state", item);
    expect_no_orphan(check, BREAK_OUTLIVES_CALLER);
    expect_states(check);
}

static void judge_death(struct check *check, const struct scenario *scenario)
{
    char what[80];
    describe_fault(check, &scenario->inject.fault, what);
    const struct inject *inject = &scenario->inject;
    check_case(check, "%" PRIu64 " items, %u workers, %s%s",
               inject->items > 0 ? inject->items : CHECK_ITEMS,
               scenario->workers > 0 ? scenario->workers : CHECK_WORKERS, what,
               inject->long_ms > 0 ? " while another takes 4 s" : "");
    if (!check_play(check, scenario))
        return;
    if (ledger->deaths == 0) {
        check_break(check, BREAK_FAULT_NOT_REACHED, "it was not run: %s",
                    check->outcome.report.sentence);
        return;
    }
    expect_in_time(check);
    expect_named(check, true);
    if (board_item_state(scenario_board(), ledger->death_item) != ITEM_WORKER_DIED)
        check_break(check, BREAK_DEAD_ITEM_STATE, "the item has another state");
    /* A program that has started the workers may end the others without a note on the board. */
    bool is_external = ledger->inject.external;
    if (!is_external && check->outcome.tally.worker_died != 1)
        check_break(check, BREAK_ENDED_AS_DEAD, "%" PRIu64 " items are",
                    check->outcome.tally.worker_died);
    if (ledger->deaths > 1)
        check_break(check, BREAK_ITEM_RETRIED, "the item was tried %u times", ledger->deaths);
    expect_states(check);
    expect_clean(check);
}

/* A worker dies when the others finished long before. */
static void judge_late_death(struct check *check)
{
    static const struct scenario scenario = {
        .about = "30 items, 3 workers, item 29 kills its worker late",
        .inject = { .items = 30, .fault = { FAULT_KILL, .item = 29, .delay_ms = 100 } },
    };
    if (check_play(check, &scenario))
        expect_kept(check);
}

/* From outside, at random moments. */
static void judge_random_kills(struct check *check)
{
    unsigned kills = 0;
    unsigned wanted = check->thorough ? 100 : 10;
    /* A worker may finish before it is killed: then another run is needed. */
    for (unsigned i = 0; kills < wanted && i < 4 * wanted && check_holds(check); i++) {
        struct scenario scenario = {
            .inject = { .items = 60,
                        .pace = PACE_RANDOM,
                        .fault = { FAULT_KILL, .point = POINT_OUTSIDE } },
            .interference = KILL_WORKER,
            .victim = (unsigned)(hash_mix(3, i) % 3),
            .after_us = (unsigned)(hash_mix(4, i) % 3000),
        };
        check_case(check, "a worker is killed %u us after the start", scenario.after_us);
        if (!check_play(check, &scenario))
            return;
        expect_states(check);
        expect_clean(check);
        /* The worker had finished or not begun: its death must make no difference. */
        if (ledger->deaths == 0 || check->outcome.report.sentence[0] == '\0') {
            (void)check_success(check, BREAK_OUTSIDE_DEATH);
            continue;
        }
        kills++;
        expect_in_time(check);
        expect_named(check, false);
    }
    check_figure(check, "random_kills", kills, "kills");
    if (kills == 0)
        check_break(check, BREAK_OUTSIDE_DEATH,
                    "of %u workers killed from outside none was reported", 4 * wanted);
}

/* An item's own child may hold the worker's end of a channel: then the channel says nothing. */
static void judge_left_child(struct check *check)
{
    static const struct scenario scenario = { .inject.fault = { FAULT_LEAVE_CHILD, .item = 9 } };
    check->hang = BREAK_HELD_CHANNEL;
    judge_death(check, &scenario);
}

/* The end of a channel does not imply a death: an item may close it in a worker that lives on. */
static void judge_closed(struct check *check)
{
    static const struct scenario scenario = {
        .about = "item 0 closes every descriptor and sleeps 4 s, item 9 kills its worker",
        .inject = { .sleep_us = 20000,
                    .long_closes = true,
                    .long_ms = 4000,
                    .fault = { FAULT_KILL, .item = 9 } },
        .deadline_s = 10,
    };
    check->hang = BREAK_LOST_CHANNEL;
    if (!check_play(check, &scenario))
        return;
    expect_clean(check);
    /* Item 9 may have been the next one of the very worker that could not go on. */
    if (ledger->deaths == 0)
        return;
    expect_in_time(check);
    expect_named(check, true);
}

/* A failed item ends neither its worker nor the run. */
static void judge_failed_item(struct check *check)
{
    static const struct scenario scenario = { .about = "20 items, 3 workers, item 7 returns EDOM",
                                              .inject.fault = { FAULT_ERROR, .item = 7 } };
    if (!check_play(check, &scenario))
        return;
    const struct report *report = &check->outcome.report;
    if (report->run_error[0] != 0)
        check_break(check, BREAK_ITEM_ERROR_ENDS_RUN, "run returned: %s", report->sentence);
    else if (strstr(report->wrong, "item 7 ") == NULL || strstr(report->wrong, "EDOM") == NULL)
        check_break(check, BREAK_ITEM_ERROR_LOST, "the slots say: %s", report->wrong);
    const struct board_tally *tally = &check->outcome.tally;
    if (tally->failed != 1 || tally->done != 19)
        check_break(check, BREAK_ITEM_ERROR_SPREADS,
                    "%" PRIu64 " done, %" PRIu64 " failed, %" PRIu64 " not run", tally->done,
                    tally->failed, tally->not_run);
    expect_states(check);
}

/* While another item, of another worker or the caller, takes long. */
static void judge_death_beside_long_item(struct check *check)
{
    struct scenario busy = {
        .inject = { .items = 400, .long_ms = 4000, .fault = { FAULT_KILL, .item = 201 } },
        .workers = subject_caller_works(check->subject) ? 3 : 2,
        .deadline_s = 10
    };
    judge_death(check, &busy);
    busy.inject.fault.item = 20;
    busy.inject.long_item = 399;
    busy.inject.long_in_caller = true;
    busy.inject.sleep_us = 100;
    judge_death(check, &busy);
    /* A caller that works could do it all before it looks for the dead. Its first chunk may be a third
     * of all; the death comes late, so that the caller has begun with it. */
    struct scenario much = { .inject = { .items = 300,
                                         .sleep_us = 20000,
                                         .fault = { FAULT_KILL, .item = 9, .delay_ms = 100 } },
                             .deadline_s = 10 };
    if (subject_caller_works(check->subject))
        judge_death(check, &much);
}

/* P14 */
void judge_death_in_item_is_reported(struct check *check)
{
    static const enum fault faults[] = { FAULT_EXIT_0, FAULT_EXIT_3, FAULT_EXIT, FAULT_ABORT,
                                         FAULT_SEGV,   FAULT_KILL,   FAULT_TERM };
    static const uint64_t items[] = { 0, 9, 19 };
    for (size_t i = 0; i < COUNT(faults); i++)
        for (size_t k = 0; k < COUNT(items) && check_holds(check); k++) {
            /* Also in a caller that works: its items are any. */
            bool in_caller = subject_caller_works(check->subject) && k == 0;
            struct scenario scenario = {
                .inject = { .sleep_us = 500,
                            .fault = { faults[i], .item = items[k], .in_caller = in_caller } },
            };
            bool is_whole = in_caller || subject_is_one_process(check->subject);
            (is_whole ? judge_whole_death : judge_death)(check, &scenario);
        }
    judge_failed_item(check);
    series_judge_failed_items(check);
    if (subject_is_one_process(check->subject))
        return;
    judge_death_beside_long_item(check);
    judge_late_death(check);
    judge_random_kills(check);
    series_judge_deaths(check);
    judge_left_child(check);
    judge_closed(check);
}
