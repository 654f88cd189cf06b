/* SPDX-License-Identifier: MIT */
/* P18 and P19: the caller's own end. */
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define PROMPT_NS 1e9

static void expect_death_by(struct check *check, int number)
{
    const struct outcome *outcome = &check->outcome;
    char how[64];
    wait_status_text(outcome->wait_status, how, sizeof how);
    if (outcome->fate == FATE_TIMED_OUT)
        check_break(check, BREAK_SIGNAL_HELD, "the caller lived on");
    else if (!WIFSIGNALED(outcome->wait_status) || WTERMSIG(outcome->wait_status) != number)
        check_break(check, BREAK_SIGNAL_HELD, "the caller %s", how);
}

/* At once: what is in hand may be waited for no longer than a user waits after Ctrl-C. */
static void expect_prompt_end(struct check *check)
{
    const struct outcome *outcome = &check->outcome;
    check_figure(check, "ended_within", (double)outcome->end_ns / 1e6, "ms");
    if ((double)outcome->end_ns > check_patience() * PROMPT_NS)
        check_break(check, BREAK_SIGNAL_LATE, "the caller ended %.1f s after it",
                    (double)outcome->end_ns / 1e9);
    if (outcome->items_begun > 2 * CHECK_WORKERS)
        check_break(check, BREAK_SIGNAL_LATE, "%u items began after it", outcome->items_begun);
}

static void judge_end(struct check *check, const struct scenario *scenario)
{
    /* A phase may have no call in which the signal could come. */
    if (!check_play_out(check, scenario) || ledger->signal_ns == 0)
        return;
    expect_death_by(check, scenario->signal);
    expect_prompt_end(check);
    expect_no_orphan(check, BREAK_OUTLIVES_CALLER);
    if (check->outcome.items_after > 0)
        check_break(check, BREAK_ITEMS_AFTER_CALLER, "%u items began after the caller's end",
                    check->outcome.items_after);
}

/* The signal comes in the midst of long items, and ends the caller and its workers. All items would
 * take 4 s. */
static void judge_signal(struct check *check, const char *about, enum interference interference,
                         int number)
{
    struct scenario scenario = { .about = about,
                                 .inject = { .items = 60, .sleep_us = 200000 },
                                 .interference = interference,
                                 .signal = number };
    judge_end(check, &scenario);
}

/* Workers do not die of the signal themselves, because an item has seen to that. */
static void judge_signal_to_wild_items(struct check *check, const char *about, enum fault fault,
                                       int number)
{
    struct scenario scenario = {
        .about = about,
        .inject = { .items = 60,
                    .sleep_us = 200000,
                    .fault = { .kind = fault, .everywhere = true, .delay_ms = 200 } },
        .interference = SIGNAL_GROUP,
        .after_us = 300000,
        .signal = number
    };
    if (!subject_is_one_process(check->subject))
        judge_end(check, &scenario);
}

/* While the caller is elsewhere than in the midst of a run. */
static void judge_other_phases(struct check *check, int number)
{
    static const struct {
        enum phase phase;
        const char *where;
    } phases[] = {
        { PHASE_OPEN, "in open" },
        { PHASE_START, "while it makes workers" },
        { PHASE_IDLE, "between two runs" },
        { PHASE_CLOSE, "in close" },
    };
    for (size_t i = 0; i < COUNT(phases); i++) {
        /* Items that take longer than a kill takes to reach all workers: shorter ones would begin
         * meanwhile. */
        struct scenario scenario = { .inject.sleep_us = 10000,
                                     .runs = 2,
                                     .interference = SIGNAL_PHASE,
                                     .phase = phases[i].phase,
                                     .signal = number };
        check_case(check, "the caller gets SIG%s %s", sigabbrev_np(number), phases[i].where);
        judge_end(check, &scenario);
    }
}

/* P18 */
void judge_workers_die_with_caller(struct check *check)
{
    static const int signals[] = { SIGKILL, SIGTERM, SIGHUP };
    for (size_t i = 0; i < COUNT(signals); i++) {
        check_case(check, "the caller alone gets SIG%s while workers work",
                   sigabbrev_np(signals[i]));
        judge_signal(check, NULL, SIGNAL_CALLER, signals[i]);
    }
    static const struct scenario first = { .about = "the caller is killed; items take 3 s",
                                           .inject = { .items = 6, .sleep_us = 3000000 },
                                           .interference = SIGNAL_CALLER,
                                           .signal = SIGKILL };
    judge_end(check, &first);
    judge_signal_to_wild_items(check, "the group gets SIGTERM, which items ignore", FAULT_HANDLERS,
                               SIGTERM);
    judge_other_phases(check, SIGKILL);
}

/* P19 */
void judge_interrupt_ends_everything(struct check *check)
{
    static const struct scenario handled = { .about = "SIGINT to a caller that handles it",
                                             .inject = { .items = 60, .sleep_us = 5000 },
                                             .environment = WITH_HANDLER,
                                             .interference = SIGNAL_CALLER,
                                             .signal = SIGINT };
    judge_signal(check, "Ctrl-C, to the whole group", SIGNAL_GROUP, SIGINT);
    judge_signal(check, "SIGINT to the caller alone", SIGNAL_CALLER, SIGINT);
    judge_signal(check, "Ctrl-C twice", SIGNAL_TWICE, SIGINT);
    judge_signal_to_wild_items(check, "Ctrl-C, which items block", FAULT_MASK, SIGINT);
    judge_other_phases(check, SIGINT);
    (void)check_play_good(check, &handled, BREAK_INTERRUPTED_CALL);
}
