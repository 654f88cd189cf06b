/* SPDX-License-Identifier: MIT */
/* P11 and P12: what workers inherit from their caller, and what must not come of it. */
#include "check/inject/fault.h"
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/properties.h"
#include "check/scenario/environment.h"
#include <signal.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static unsigned count_text(const char *output)
{
    unsigned count = 0;
    for (const char *at = output; (at = strstr(at, ENVIRONMENT_TEXT)) != NULL; at++)
        count++;
    return count;
}

/* P11 */
void judge_output(struct check *check)
{
    struct outcome outcome;
    for (int death = 0; death <= (check_is_one_process(check) ? 0 : 1); death++) {
        struct scenario scenario = death ? scenario_killed(20, 3) : scenario_of(20, 3);
        scenario.environment = AMID_TEXT;
        if (!check_play(check, &scenario, &outcome, "unwritten text, an exit handler, 3 workers%s",
                        death ? ", item 7 kills its worker" : ""))
            return;
        unsigned written = count_text(outcome.output);
        if (written != 1)
            check_break(check, BREAK_OUTPUT_DOUBLED, "it was written %u times", written);
        if (ledger->at_exit != 1)
            check_break(check, BREAK_EXIT_HANDLER_RUN, "%u calls", ledger->at_exit);
    }
}

static void judge_signal(struct check *check, int number, bool is_ignored)
{
    struct scenario scenario = scenario_of(20, 3);
    struct outcome outcome;
    scenario.ignored = is_ignored ? number : 0;
    scenario.blocked = is_ignored ? 0 : number;
    if (!check_play(check, &scenario, &outcome, "SIG%s is inherited as %s", sigabbrev_np(number),
                    is_ignored ? "ignored" : "blocked"))
        return;
    expect_same_state(check, &outcome);
    /* To refuse is allowed, when it is said. */
    const struct report *report = &outcome.report;
    bool refused = report->open_error != 0 || report->run_error[0] != 0;
    if (!refused)
        (void)check_success(check, &outcome, BREAK_INHERITED_SIGNAL);
    else if (ledger->started > 0)
        check_break(check, BREAK_LATE_REFUSAL, "%u items began, then: %s", ledger->started,
                    report->sentence);
}

/* Who ignores SIGCHLD learns no status; that a worker has died must be told all the same. */
static void judge_death_unheard(struct check *check)
{
    static const enum fault faults[] = { FAULT_KILL, FAULT_EXIT_0, FAULT_EXIT };
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct scenario scenario = scenario_killed(20, 3);
        scenario.order.fault = faults[i];
        scenario.ignored = SIGCHLD;
        struct outcome outcome;
        if (check_play(check, &scenario, &outcome, "SIGCHLD is ignored, item 7 %s",
                       fault_name(faults[i])) &&
            outcome.report.sentence[0] == '\0')
            check_break(check, BREAK_ECHILD_AS_SUCCESS, "run returned 0");
    }
}

/* P12 */
void judge_inherited_signals(struct check *check)
{
    static const int signals[] = { SIGINT, SIGCHLD, SIGPIPE, SIGTERM };
    for (size_t i = 0; i < COUNT(signals); i++) {
        judge_signal(check, signals[i], true);
        judge_signal(check, signals[i], false);
    }
    if (!check_is_one_process(check))
        judge_death_unheard(check);
}
