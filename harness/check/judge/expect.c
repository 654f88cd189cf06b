/* SPDX-License-Identifier: MIT */
/* What must be known after a failure. */
#include "check/judge/expect.h"
#include "check/inject/fault.h"
#include "kit/clock.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPORT_NS NS_PER_S /* within which a death is reported */

void expect_states(struct check *check, const struct outcome *outcome)
{
    const struct board_tally *tally = &outcome->tally;
    uint64_t items = ledger->order.items;
    uint64_t sum =
        tally->done + tally->failed + tally->worker_died + tally->timed_out + tally->not_run;
    if (sum != items)
        check_break(check, "one state for each item", "the strategy wrote over the board",
                    "the states of %" PRIu64 " items are known, of %" PRIu64, sum, items);
    struct board *board = scenario_board();
    for (uint64_t item = 0; board != NULL && item < items && check_holds(check); item++) {
        enum item_state state = board_item_state(board, item);
        if (state != ITEM_DONE)
            continue;
        bool is_right = scenario_is_right(item);
        if (is_right && ledger->entry[item].done > 0)
            continue;
        check->verdict.item = (int64_t)item;
        check_break(check, "the right result in every item that is said to be done",
                    "items are marked before their result is there, or finished results are thrown "
                    "away when another worker fails",
                    is_right ? "item %" PRIu64 " is said to be done and has not ended"
                             : "item %" PRIu64 " is said to be done and its result is wrong",
                    item);
    }
}

void expect_kept(struct check *check, const struct outcome *outcome)
{
    static const char cause[] =
        "what is finished is thrown away when a worker fails; whoever calls "
        "may still want it";
    uint64_t ended = 0;
    for (uint64_t item = 0; item < ledger->order.items; item++)
        ended += ledger->entry[item].done > 0 ? 1 : 0;
    /* What the dead worker itself had not handed over yet may be lost with it. */
    unsigned workers = scenario_board()->workers;
    uint64_t share = (ledger->order.items + workers - 1) / workers;
    if (outcome->tally.done + share < ended)
        check_break(check, "finished items that stay done", cause,
                    "%" PRIu64 " items had ended, and %" PRIu64 " are done", ended,
                    outcome->tally.done);
}

void expect_in_time(struct check *check, const struct outcome *outcome)
{
    uint64_t took_ns = outcome->report.return_ns > ledger->death_ns
                           ? outcome->report.return_ns - ledger->death_ns
                           : 0;
    check_figure(check, "reported_within", (double)took_ns / 1e6, "ms");
    if (took_ns > REPORT_NS)
        check_break(
            check, "a return within a second of the death",
            "workers are waited for in the order of their numbers, or a death is looked for "
            "only when the work is done; a pidfd in poll tells at once",
            "run returned %.1f s after it", (double)took_ns / 1e9);
}

/* How a worker that commits this fault ends, in the words of wait_status_text; "" where it does
 * not. */
static const char *end_of(enum fault fault)
{
    static const char *const ends[FAULTS] = {
        [FAULT_EXIT_0] = "exited with status 0",
        [FAULT_EXIT_3] = "exited with status 3",
        [FAULT_EXIT] = "exited with status 5",
        [FAULT_ABORT] = "SIGABRT",
        [FAULT_SEGV] = "SIGSEGV",
        [FAULT_KILL] = "SIGKILL",
        [FAULT_TERM] = "SIGTERM",
        [FAULT_HEIR] = "SIGKILL",
    };
    return ends[fault] != NULL ? ends[fault] : "";
}

void expect_own_end(struct check *check, const struct outcome *outcome)
{
    char how[64];
    wait_status_text(outcome->wait_status, how, sizeof how);
    if (strstr(how, end_of(ledger->order.fault)) == NULL)
        check_break(check, "an end that tells the fault", "a handler makes another end of it",
                    "the caller %s", how);
}

const char expect_leak[] =
    "a descriptor, mapping, handler or name is not given back on every way out";

void expect_same_state(struct check *check, const struct outcome *outcome)
{
    if (outcome->report.changed[0] != '\0')
        check_break(check, "the state from before open", expect_leak, "%s",
                    outcome->report.changed);
}

const char expect_forgetful[] = "a way out that is taken after a death forgets something";

void expect_clean(struct check *check, const struct outcome *outcome, const char *cause)
{
    const struct report *report = &outcome->report;
    if (ledger->killed_all > 0)
        check_break(check, "a signal to the strategy's own workers only", cause,
                    "kill(-1, ...) was called: every process of the user would have got it");
    if (report->decoys[0] != '\0')
        check_break(check, "the caller's own children as they were", cause, "%s", report->decoys);
    /* What an item itself leaves behind is none of the strategy's children. */
    bool is_heir = ledger->order.fault == FAULT_HEIR;
    if (report->left[0] != '\0' && !is_heir)
        check_break(check, "no child after close", cause, "%s is left", report->left);
    if (report->changed[0] != '\0')
        check_break(check, "the state from before open", cause, "%s", report->changed);
    if (outcome->orphan != 0 && !is_heir)
        check_break(check, "no process a second later", cause, "process %d lives on",
                    (int)outcome->orphan);
}

static const char unnoticed[] =
    "the exit status is not looked at, or the exit code and not the signal, or a status of 0 is "
    "taken for success; worker_wait returns EOWNERDEAD";

void expect_named(struct check *check, const struct outcome *outcome, bool in_item)
{
    const struct report *report = &outcome->report;
    char pid[32];
    char item[48];
    snprintf(pid, sizeof pid, "(pid %d)", (int)ledger->death_pid);
    snprintf(item, sizeof item, "in item %" PRId64, (int64_t)ledger->death_item);
    const char *how = end_of(ledger->order.fault);
    /* Where several died, any may be the one that was seen first. */
    bool is_one = ledger->deaths == 1;
    if (report->open_error == 0 && report->sentence[0] == '\0')
        check_break(check, "an error", unnoticed, "run returned 0, as if nothing had happened");
    else if (strstr(report->sentence, is_one ? pid : "(pid ") == NULL ||
             strstr(report->sentence, how) == NULL ||
             (in_item && strstr(report->sentence, is_one ? item : "in item ") == NULL))
        check_break(check, "the worker's pid, how it ended, and the item that it had in hand",
                    "the worker was not announced by worker_started, or not waited for by its pid",
                    "the error was: %s", report->sentence);
}
