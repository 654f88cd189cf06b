/* SPDX-License-Identifier: MIT */
/* P20: starts that fail, one call or all from one on, in the caller and in what it has started. */
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CREW = 4, RUNS = 2 };

static const struct {
    const char *name;
    int errors[2];
} calls[CALLS] = {
    [CALL_FORK] = { "fork", { EAGAIN, ENOMEM } },
    [CALL_SPAWN] = { "posix_spawn", { EAGAIN, ENOENT } },
    [CALL_THREAD] = { "pthread_create", { EAGAIN } },
    [CALL_PIPE] = { "pipe", { EMFILE } },
    [CALL_SOCKET] = { "socketpair", { EMFILE } },
    [CALL_EPOLL] = { "epoll_create1", { EMFILE } },
    [CALL_PIDFD] = { "pidfd_open", { EMFILE } },
    [CALL_MEMFD] = { "memfd_create", { EMFILE } },
    [CALL_QUEUE] = { "mq_open", { EMFILE, ENOSPC } },
    [CALL_MMAP] = { "mmap", { ENOMEM } },
    [CALL_EVENTFD] = { "eventfd", { EMFILE } },
    [CALL_SYSV] = { "a System V object", { ENOSPC } },
    [CALL_OPEN] = { "open", { EMFILE } },
    [CALL_MEMORY] = { "malloc", { ENOMEM } },
};

/* What there was in a run without failures. */
struct usual {
    unsigned calls[CALLS];
    unsigned worker_calls[CALLS];
    unsigned made; /* processes or threads, in RUNS runs */
    unsigned crew; /* that ran items, in RUNS runs */
};

/* The error is reported with its errno, or all items are done. Without memory, libc may return
 * another errno: pthread_create returns EAGAIN. */
static void expect_reported(struct check *check, int error)
{
    const struct report *report = &check->outcome.report;
    const char *name = error == ENOMEM ? "(E" : strerrorname_np(error);
    if (report->sentence[0] != '\0' && strstr(report->sentence, name) == NULL)
        check_break(check, BREAK_ERROR_UNNAMED, "%s was met by: %s", name, report->sentence);
    else if (report->sentence[0] == '\0')
        (void)check_success(check, BREAK_START_ERROR_LOST);
}

/* All is done, as it says: by as many as were asked for? Fewer may work by chance, where the first
 * were fast; but then no fewer were made. */
static void expect_crew(struct check *check, const struct usual *usual)
{
    unsigned mixed;
    unsigned crew = ledger_workers(&mixed);
    if (check->outcome.report.sentence[0] == '\0' && ledger->forked < usual->made &&
        crew < usual->crew)
        check_break(check, BREAK_FEWER_WORKERS, "%u worked instead of %u, and no hook failed", crew,
                    usual->crew);
}

/* The fault was in the first run only: a pool that starts its workers in each run is whole
 * again. */
static void expect_second_run(struct check *check)
{
    const struct report *report = &check->outcome.report;
    bool is_persistent = (check->subject->strategy->traits & TRAIT_PERSISTENT) != 0;
    if (!is_persistent && report->run_error[0] != 0 && report->run_error[1] != 0)
        check_break(check, BREAK_NOT_WHOLE_AGAIN, "it returned %d", report->run_error[1]);
}

/* It says that all is well again: then as many are started as before. Where each call of this kind
 * makes a worker, those in front of the one that failed have made some, too. */
static void expect_whole_crew(struct check *check, const struct usual *usual,
                              const struct fail_options *fail)
{
    const struct report *report = &check->outcome.report;
    unsigned each = usual->made / RUNS;
    bool makes_workers = !fail->in_workers &&
                         (fail->call == CALL_FORK || fail->call == CALL_THREAD) &&
                         usual->calls[fail->call] == each;
    if (makes_workers && report->run_error[0] != 0 && report->run_error[1] == 0 &&
        ledger->forked < fail->at - 1 + each)
        check_break(check, BREAK_FEWER_WORKERS,
                    "the second run started %u workers instead of %u, and did not fail",
                    ledger->forked - (fail->at - 1), each);
}

static void judge_failed_call(struct check *check, const struct usual *usual,
                              struct fail_options fail)
{
    /* The decoys wait for items, which begin in no series. */
    struct scenario scenario = {
        .inject = { .sleep_us = 1000, .fail = fail },
        .workers = CREW,
        .environment = fail.series ? 0 : WITH_DECOYS,
        .runs = RUNS,
    };
    check->hang = BREAK_START_DEADLOCK;
    check_case(check, "call %u of %s%s fails with %s%s", fail.at, calls[fail.call].name,
               fail.in_workers ? " in a process that the caller has started" : "",
               strerrorname_np(fail.error), fail.series ? ", and so do all that follow" : "");
    if (!check_play(check, &scenario))
        return;
    /* In another run there may be fewer calls; then nothing was tried. */
    if (ledger->failed == 0)
        return;
    expect_clean(check);
    expect_reported(check, fail.error);
    expect_crew(check, usual);
    if (fail.series)
        return;
    expect_second_run(check);
    expect_whole_crew(check, usual, &fail);
}

/* Each of these calls alone, up to `most`; then from some on all. Returns how many were tried. */
static unsigned judge_calls(struct check *check, const struct usual *usual, unsigned count,
                            unsigned most, struct fail_options fail)
{
    const int *errors = calls[fail.call].errors;
    unsigned tried = 0;
    for (fail.at = 1; fail.at <= count && fail.at <= most; fail.at++)
        for (size_t i = 0; i < 2 && errors[i] != 0 && check_holds(check); i++, tried++) {
            fail.error = errors[i];
            judge_failed_call(check, usual, fail);
        }
    fail.series = true;
    fail.error = errors[0];
    const unsigned from[] = { 1, 2, count / 2 + 1, count };
    for (size_t i = 0; i < COUNT(from) && check_holds(check); i++) {
        fail.at = from[i];
        if (fail.at > count || (i > 0 && fail.at <= from[i - 1]))
            continue;
        judge_failed_call(check, usual, fail);
        tried++;
    }
    return tried;
}

static void judge_missing_program(struct check *check)
{
    static const struct scenario missing = { .about = "the program of the workers is missing",
                                             .workers = CREW,
                                             .environment = WITH_NO_WORKER };
    if (!check_play(check, &missing))
        return;
    expect_clean(check);
    if (check->outcome.report.open_error == 0 && check->outcome.report.run_error[0] == 0)
        check_break(check, BREAK_EXEC_ERROR_LOST, "open and run returned 0");
}

/* Runs without failures, to see what there is that can fail, and how many work. */
static bool look_at_usual(struct check *check, struct usual *usual)
{
    struct scenario good = { .about = "20 items, 4 workers",
                             .inject.sleep_us = 1000,
                             .workers = CREW };
    unsigned mixed;
    if (!check_play_good(check, &good, BREAK_WORK_NOT_DONE))
        return false;
    for (enum call call = 0; call < CALLS; call++) {
        usual->calls[call] = ledger->calls[call];
        usual->worker_calls[call] = ledger->worker_calls[call];
    }
    good.runs = RUNS;
    if (!check_play_good(check, &good, BREAK_WORK_NOT_DONE))
        return false;
    usual->made = ledger->forked;
    usual->crew = ledger_workers(&mixed);
    return true;
}

/* P20 */
void judge_failed_starts_are_reported(struct check *check)
{
    struct usual usual;
    if (!look_at_usual(check, &usual))
        return;
    if ((check->subject->strategy->traits & TRAIT_EXEC) != 0)
        judge_missing_program(check);
    unsigned tried = 0;
    for (enum call call = CALL_FORK; call < CALLS; call++) {
        tried += judge_calls(check, &usual, usual.calls[call], check->thorough ? 1000 : 8,
                             (struct fail_options){ .call = call });
        tried += judge_calls(check, &usual, usual.worker_calls[call], check->thorough ? 100 : 2,
                             (struct fail_options){ .call = call, .in_workers = true });
    }
    check_figure(check, "failures_tried", tried, "calls");
}
