/* SPDX-License-Identifier: MIT */
/* P11 and P12: what workers inherit from their caller. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include <signal.h>
#include <string.h>

static unsigned count_text(const char *output)
{
    unsigned count = 0;
    for (const char *at = output; (at = strstr(at, SCENARIO_TEXT)) != NULL; at++)
        count++;
    return count;
}

static void expect_one_output(struct check *check)
{
    unsigned written = count_text(check->outcome.output);
    if (written != 1)
        check_break(check, BREAK_OUTPUT_DOUBLED, "it was written %u times", written);
    if (ledger->at_exit != 1)
        check_break(check, BREAK_EXIT_HANDLER_RUN, "%u calls", ledger->at_exit);
    static const char *const streams[] = { "stdin", "stdout", "stderr" };
    if (ledger->closed_stream > 0)
        check_break(check, BREAK_STREAM_CLOSED, "a worker closed %s",
                    streams[ledger->closed_stream - 1]);
}

/* P11 */
void judge_output_is_not_doubled(struct check *check)
{
    static const struct scenario cases[] = {
        { .about = "unwritten text, an exit handler, 3 workers",
          .inject.sleep_us = 500,
          .environment = WITH_TEXT },
        { .about = "unwritten text, an exit handler, 3 workers, item 7 kills its worker",
          .inject = { .sleep_us = 500, .fault = { FAULT_KILL, .item = 7 } },
          .environment = WITH_TEXT },
    };
    check_play_each(check, cases, COUNT(cases), expect_one_output);
}

static void judge_signal(struct check *check, int number, bool is_ignored)
{
    struct scenario scenario = {
        .ignored = is_ignored ? number : 0,
        .blocked = is_ignored ? 0 : number,
    };
    check_case(check, "SIG%s is inherited as %s", sigabbrev_np(number),
               is_ignored ? "ignored" : "blocked");
    if (!check_play(check, &scenario))
        return;
    expect_same_state(check);
    /* A refusal is allowed if it is reported. */
    const struct report *report = &check->outcome.report;
    bool refused = report->open_error != 0 || report->run_error[0] != 0;
    if (!refused)
        (void)check_success(check, BREAK_INHERITED_SIGNAL);
    else if (ledger->started > 0)
        check_break(check, BREAK_LATE_REFUSAL, "%u items began, then: %s", ledger->started,
                    report->sentence);
}

/* A caller that ignores SIGCHLD gets no status; a death must be reported all the same. */
static void judge_death_without_status(struct check *check)
{
    static const enum fault faults[] = { FAULT_KILL, FAULT_EXIT_0, FAULT_EXIT };
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct scenario scenario = { .inject = { .sleep_us = 500,
                                                 .fault = { .item = 7, .kind = faults[i] } },
                                     .ignored = SIGCHLD };
        check_case(check, "SIGCHLD is ignored, item 7 %s", fault_name(faults[i]));
        if (check_play(check, &scenario) && check->outcome.report.sentence[0] == '\0')
            check_break(check, BREAK_ECHILD_AS_SUCCESS, "run returned 0");
    }
}

/* What protects a moment of the strategy must not last in the items. */
static void judge_signals_in_items(struct check *check)
{
    static const struct scenario scenario = { .about = "items that look at their signal mask",
                                              .inject.note_inherited = true,
                                              .runs = 2 };
    if (!check_play_good(check, &scenario, BREAK_WORK_NOT_DONE))
        return;
    if (ledger->blocked_signal != 0)
        check_break(check, BREAK_SIGNALS_BLOCKED, "SIG%s was blocked",
                    sigabbrev_np(ledger->blocked_signal));
}

/* P12 */
void judge_inherited_signals_work(struct check *check)
{
    static const int signals[] = { SIGINT, SIGCHLD, SIGPIPE, SIGTERM };
    for (size_t i = 0; i < COUNT(signals); i++) {
        judge_signal(check, signals[i], true);
        judge_signal(check, signals[i], false);
    }
    if (!subject_is_one_process(check->subject))
        judge_death_without_status(check);
    judge_signals_in_items(check);
}
