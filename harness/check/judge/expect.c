/* SPDX-License-Identifier: MIT */
/* What must be known after a failure. */
#include "check/judge/expect.h"
#include "check/inject/fault.h"
#include "kit/clock.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPORT_NS NS_PER_S /* within which a death is reported */

void expect_counts(struct check *check, const struct scenario *scenario)
{
    unsigned uses = scenario->uses > 0 ? scenario->uses : 1;
    unsigned runs = uses * (scenario->runs > 0 ? scenario->runs : 1);
    /* A hook that has failed says why. */
    if (check->outcome.report.sentence[0] != '\0') {
        (void)check_success(check, BREAK_WORK_NOT_DONE);
        return;
    }
    for (uint64_t item = 0; item < scenario->inject.items; item++) {
        const struct entry *entry = &ledger->entry[item];
        if (entry->started == runs && entry->done == runs)
            continue;
        if (!check_holds(check))
            return;
        check_item(check, item);
        check_break(check, entry->started > runs ? BREAK_ITEM_RUN_TWICE : BREAK_ITEM_NOT_RUN,
                    "item %" PRIu64 " was started %u times and ended %u times in %u run%s", item,
                    entry->started, entry->done, runs, runs == 1 ? "" : "s");
    }
}

void expect_states(struct check *check)
{
    const struct board_tally *tally = &check->outcome.tally;
    uint64_t items = ledger->inject.items;
    uint64_t sum =
        tally->done + tally->failed + tally->worker_died + tally->timed_out + tally->not_run;
    if (sum != items)
        check_break(check, BREAK_STATE_MISSING,
                    "the states of %" PRIu64 " items are known, of %" PRIu64, sum, items);
    struct board *board = scenario_board();
    for (uint64_t item = 0; board != NULL && item < items && check_holds(check); item++) {
        enum item_state state = board_item_state(board, item);
        if (state != ITEM_DONE)
            continue;
        bool is_right = scenario_is_right(item);
        if (is_right && ledger->entry[item].done > 0)
            continue;
        check_item(check, item);
        check_break(check, is_right ? BREAK_DONE_BEFORE_END : BREAK_DONE_WRONG,
                    is_right ? "item %" PRIu64 " is said to be done and has not ended"
                             : "item %" PRIu64 " is said to be done and its result is wrong",
                    item);
    }
}

void expect_kept(struct check *check)
{
    uint64_t ended = 0;
    for (uint64_t item = 0; item < ledger->inject.items; item++)
        ended += ledger->entry[item].done > 0 ? 1 : 0;
    /* What the dead worker itself had not handed over yet may be lost with it. */
    unsigned workers = scenario_board()->workers;
    uint64_t share = (ledger->inject.items + workers - 1) / workers;
    if (check->outcome.tally.done + share < ended)
        check_break(check, BREAK_FINISHED_LOST,
                    "%" PRIu64 " items had ended, and %" PRIu64 " are done", ended,
                    check->outcome.tally.done);
}

void expect_in_time(struct check *check)
{
    uint64_t return_ns = check->outcome.report.return_ns;
    /* A caller that works may first end the chunk that it has in hand. */
    uint64_t from_ns =
        ledger->chunk_end_ns > ledger->death_ns ? ledger->chunk_end_ns : ledger->death_ns;
    uint64_t took_ns = return_ns > from_ns ? return_ns - from_ns : 0;
    check_figure(check, "reported_within", (double)took_ns / 1e6, "ms");
    if (took_ns > REPORT_NS)
        check_break(check, BREAK_LATE_DEATH, "run returned %.1f s after it%s",
                    (double)took_ns / 1e9,
                    from_ns > ledger->death_ns ? " and the end of the caller's chunk" : "");
}

void expect_own_end(struct check *check)
{
    char how[64];
    wait_status_text(check->outcome.wait_status, how, sizeof how);
    if (strstr(how, fault_end(ledger->inject.fault.kind)) == NULL)
        check_break(check, BREAK_END_CHANGED, "the caller %s", how);
}

/* Which part of the state it is, from the words of state_compare. */
static enum break_code state_break(const char *changed)
{
    static const struct {
        const char *words;
        enum break_code code;
    } parts[] = {
        { ": descriptor ", BREAK_DESCRIPTOR_LEFT },
        { ": open file ", BREAK_OPEN_FILE_CHANGED },
        { ": stream ", BREAK_OPEN_FILE_CHANGED },
        { "new: shared mapping ", BREAK_MEMORY_LEAK },
        { "new: file ", BREAK_NAME_LEFT },
        { "new: shared memory ", BREAK_NAME_LEFT },
        { "new: System V ", BREAK_NAME_LEFT },
        { ": SIG", BREAK_SIGNALS_CHANGED },
        { ": real-time signal ", BREAK_SIGNALS_CHANGED },
        { ": signal stack", BREAK_SIGNALS_CHANGED },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(changed, parts[i].words) != NULL)
            return parts[i].code;
    return BREAK_STATE_CHANGED;
}

void expect_same_state(struct check *check)
{
    if (check->outcome.report.changed[0] != '\0')
        check_break(check, state_break(check->outcome.report.changed), "%s",
                    check->outcome.report.changed);
    if (ledger->closed_twice > 0 && !check->state_is_broken)
        check_break(check, BREAK_CLOSED_TWICE, "descriptor %d was closed and was not open",
                    ledger->closed_fd);
    if (ledger->join_error != 0)
        check_break(check, BREAK_JOINS_NO_THREAD, "pthread_join failed with %s",
                    strerrorname_np(ledger->join_error));
}

void expect_no_child(struct check *check)
{
    if (check->outcome.report.left[0] != '\0')
        check_break(check, BREAK_CHILD_LEFT, "%s is left", check->outcome.report.left);
}

void expect_no_orphan(struct check *check, enum break_code code)
{
    pid_t orphan = check->outcome.orphan;
    if (orphan == 0 || !check_holds(check))
        return;
    check->verdict.pid = orphan;
    check_break(check, code, "process %d lives on", (int)orphan);
}

void expect_clean(struct check *check)
{
    const struct report *report = &check->outcome.report;
    if (ledger->killed_all > 0)
        check_break(check, BREAK_KILL_MINUS_ONE,
                    "kill(-1, ...) was called: every process of the user would have got it");
    if (report->decoys[0] != '\0')
        check_break(check, BREAK_OTHER_CHILD_HIT, "%s", report->decoys);
    /* What an item leaves behind is not the strategy's child. */
    bool leaves_child = ledger->inject.fault.kind == FAULT_LEAVE_CHILD;
    if (!leaves_child)
        expect_no_child(check);
    expect_same_state(check);
    if (!leaves_child)
        expect_no_orphan(check, BREAK_PROCESS_LEFT);
}

/* Of the hook that failed first. */
static int first_error(const struct report *report)
{
    int error = report->open_error;
    for (size_t run = 0; run < COUNT(report->run_error) && error == 0; run++)
        error = report->run_error[run];
    return error;
}

static bool is_of_channel(int error)
{
    return error == ECONNRESET || error == EPIPE || error == EBADMSG || error == ENODATA;
}

static bool is_on_board(pid_t pid)
{
    struct board *board = scenario_board();
    bool is_there = false;
    for (uint32_t worker = 0; board != NULL && worker < board->workers; worker++)
        is_there |= board_slots(board)[worker].pid == pid;
    return is_there;
}

/* The error is not about the death, or does not say enough of it. */
static void break_unnamed(struct check *check)
{
    const char *sentence = check->outcome.report.sentence;
    if (is_of_channel(first_error(&check->outcome.report)))
        check_break(check, BREAK_DEATH_MASKED, "the error was: %s", sentence);
    else if (is_on_board(ledger->death_pid))
        check_observe(check, BREAK_DEATH_NOT_NAMED, "the error was: %s", sentence);
    else
        check_break(check, BREAK_DEATH_NOT_NAMED, "the error was: %s", sentence);
}

void expect_named(struct check *check, bool in_item)
{
    const struct report *report = &check->outcome.report;
    char pid[32];
    char item[48];
    snprintf(pid, sizeof pid, "(pid %d)", (int)ledger->death_pid);
    snprintf(item, sizeof item, "in item %" PRIu64, ledger->death_item);
    const char *how = fault_end(ledger->inject.fault.kind);
    /* Where several died, any may be reported first. */
    bool is_one = ledger->deaths == 1;
    if (report->open_error == 0 && report->sentence[0] == '\0')
        check_break(check, BREAK_LOST_DEATH, "run returned 0, as if nothing had happened");
    else if (strstr(report->sentence, is_one ? pid : "(pid ") == NULL ||
             strstr(report->sentence, how) == NULL ||
             (in_item && strstr(report->sentence, is_one ? item : "in item ") == NULL))
        break_unnamed(check);
}
