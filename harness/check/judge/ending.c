/* SPDX-License-Identifier: MIT */
/* P18 to P20: the caller's own end, and starts that fail. */
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "check/judge/properties.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void expect_no_survivor(struct check *check)
{
    if (check->outcome.orphan != 0) {
        check->verdict.pid = check->outcome.orphan;
        check_break(check, BREAK_OUTLIVES_CALLER, "process %d lives on",
                    (int)check->outcome.orphan);
    }
    if (check->outcome.items_after > 0)
        check_break(check, BREAK_ITEMS_AFTER_CALLER, "%u items began after the caller's end",
                    check->outcome.items_after);
}

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

/* Items that take long enough to be in their midst. */
static struct scenario long_of(enum interference interference, int number)
{
    struct scenario scenario = { .inject = { .items = 60, .sleep_us = 100000 },
                                 .interference = interference,
                                 .signal = number };
    return scenario;
}

/* P18 */
void judge_workers_die_with_caller(struct check *check)
{
    static const int signals[] = { SIGKILL, SIGTERM, SIGHUP };
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct scenario scenario = long_of(SIGNAL_CALLER, signals[i]);
        if (!check_play_out(check_case(check, "the caller alone gets SIG%s while workers work",
                                       sigabbrev_np(signals[i])),
                            &scenario))
            return;
        expect_death_by(check, signals[i]);
        expect_no_survivor(check);
    }
}

/* P19 */
void judge_interrupt_ends_everything(struct check *check)
{
    static const struct {
        enum interference interference;
        const char *how;
    } cases[] = {
        { SIGNAL_GROUP, "Ctrl-C, to the whole group" },
        { SIGNAL_CALLER, "SIGINT to the caller alone" },
        { SIGNAL_TWICE, "Ctrl-C twice" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scenario scenario = long_of(cases[i].interference, SIGINT);
        if (!check_play_out(check_case(check, "%s", cases[i].how), &scenario))
            return;
        expect_death_by(check, SIGINT);
        expect_no_survivor(check);
    }
    struct scenario handled = { .inject = { .items = 60, .sleep_us = 5000 },
                                .environment = WITH_HANDLER,
                                .interference = SIGNAL_CALLER,
                                .signal = SIGINT };
    if (check_play(check_case(check, "SIGINT to a caller that handles it"), &handled))
        (void)check_success(check, BREAK_INTERRUPTED_CALL);
}

/* --- P20 -------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int errors[2];
} calls[CALLS] = {
    [CALL_FORK] = { "fork", { EAGAIN, ENOMEM } },
    [CALL_SPAWN] = { "posix_spawn", { EAGAIN, ENOENT } },
    [CALL_THREAD] = { "pthread_create", { EAGAIN, 0 } },
    [CALL_PIPE] = { "pipe", { EMFILE, 0 } },
    [CALL_SOCKET] = { "socketpair", { EMFILE, 0 } },
    [CALL_EPOLL] = { "epoll_create1", { EMFILE, 0 } },
    [CALL_PIDFD] = { "pidfd_open", { EMFILE, 0 } },
    [CALL_MEMFD] = { "memfd_create", { EMFILE, 0 } },
    [CALL_MMAP] = { "mmap", { ENOMEM, 0 } },
    [CALL_MEMORY] = { "malloc", { ENOMEM, 0 } },
};

/* Either it is said, with the errno, or all is done all the same. Where memory lacks, libc may make
 * another errno of it: pthread_create says EAGAIN. */
static void expect_said(struct check *check, int error)
{
    const struct report *report = &check->outcome.report;
    const char *name = error == ENOMEM ? "(E" : strerrorname_np(error);
    bool is_error = report->open_error != 0 || report->run_error[0] != 0;
    if (is_error && strstr(report->sentence, name) == NULL)
        check_break(check, BREAK_ERROR_UNNAMED, "%s was met by: %s", name, report->sentence);
    else if (!is_error)
        (void)check_success(check, BREAK_START_ERROR_LOST);
}

/* The fault was in the first run only: a pool that starts its workers in each run is whole again. */
static void expect_again(struct check *check)
{
    const struct report *report = &check->outcome.report;
    bool is_persistent = (check->subject->strategy->traits & TRAIT_PERSISTENT) != 0;
    if (!is_persistent && report->open_error == 0 && report->run_error[1] != 0)
        check_break(check, BREAK_NOT_WHOLE_AGAIN, "it returned %d", report->run_error[1]);
}

static void judge_failed_call(struct check *check, const struct scenario *good, enum call call,
                              unsigned at, int error)
{
    struct scenario scenario = *good;
    scenario.inject.fail = (struct fail_options){ .call = call, .at = at, .error = error };
    scenario.environment = WITH_DECOYS;
    scenario.runs = 2;
    check->hang = BREAK_START_DEADLOCK;
    if (!check_play(check_case(check, "call %u of %s fails with %s", at, calls[call].name,
                               strerrorname_np(error)),
                    &scenario))
        return;
    /* In another run there may be fewer calls; then nothing was tried. */
    if (ledger->failed == 0)
        return;
    expect_clean(check);
    expect_said(check, error);
    expect_again(check);
}

/* P20 */
void judge_failed_starts_are_reported(struct check *check)
{
    check_find_template(check);
    struct scenario good = { .workers = 4 };
    if (!check_play_good(check_case(check, "20 items, 4 workers"), &good))
        return;
    unsigned counts[CALLS];
    unsigned tried = 0;
    for (enum call call = CALL_FORK; call < CALLS; call++)
        counts[call] = ledger->calls[call];
    unsigned most = check->thorough ? 1000 : 8;
    for (enum call call = CALL_FORK; call < CALLS; call++)
        for (unsigned at = 1; at <= counts[call] && at <= most && check_holds(check); at++)
            for (size_t i = 0; i < 2 && calls[call].errors[i] != 0; i++, tried++)
                judge_failed_call(check, &good, call, at, calls[call].errors[i]);
    check_figure(check, "failures_tried", tried, "calls");
    if ((check->subject->strategy->traits & TRAIT_EXEC) == 0)
        return;
    struct scenario missing = good;
    missing.environment = WITH_NO_WORKER;
    if (check_play(check_case(check, "the program of the workers is missing"), &missing)) {
        expect_clean(check);
        if (check->outcome.report.open_error == 0 && check->outcome.report.run_error[0] == 0)
            check_break(check, BREAK_EXEC_ERROR_LOST, "open and run returned 0");
    }
}
