/* SPDX-License-Identifier: MIT */
/* P18 to P20: the caller's own end, and starts that fail. */
#include "check/judge/check.h"
#include "check/judge/expect.h"
#include "kit/clock.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define PROMPT_NS NS_PER_S

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
    if (outcome->end_ns > PROMPT_NS)
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

/* P18 */
void judge_workers_die_with_caller(struct check *check)
{
    static const int signals[] = { SIGKILL, SIGTERM, SIGHUP };
    for (size_t i = 0; i < COUNT(signals); i++) {
        check_case(check, "the caller alone gets SIG%s while workers work",
                   sigabbrev_np(signals[i]));
        judge_signal(check, NULL, SIGNAL_CALLER, signals[i]);
    }
    judge_signal_to_wild_items(check, "the group gets SIGTERM, which items ignore", FAULT_HANDLERS,
                               SIGTERM);
}

/* While the caller is elsewhere than in a run. */
static void judge_other_phases(struct check *check)
{
    static const struct {
        enum phase phase;
        const char *about;
    } phases[] = {
        { PHASE_OPEN, "SIGINT to the caller in open" },
        { PHASE_IDLE, "SIGINT to the caller between two runs" },
        { PHASE_CLOSE, "SIGINT to the caller in close" },
    };
    for (size_t i = 0; i < COUNT(phases); i++) {
        struct scenario scenario = { .about = phases[i].about,
                                     .runs = 2,
                                     .interference = SIGNAL_PHASE,
                                     .phase = phases[i].phase,
                                     .signal = SIGINT };
        judge_end(check, &scenario);
    }
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
    judge_other_phases(check);
    (void)check_play_good(check, &handled, BREAK_INTERRUPTED_CALL);
}

/* --- P20 -------------------------------------------------------------------------------------- */

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
    [CALL_MEMORY] = { "malloc", { ENOMEM } },
};

/* The error is reported with its errno, or all items are done. Without memory, libc may return
 * another errno: pthread_create returns EAGAIN. */
static void expect_reported(struct check *check, int error)
{
    const struct report *report = &check->outcome.report;
    const char *name = error == ENOMEM ? "(E" : strerrorname_np(error);
    bool is_error = report->open_error != 0 || report->run_error[0] != 0;
    if (is_error && strstr(report->sentence, name) == NULL)
        check_break(check, BREAK_ERROR_UNNAMED, "%s was met by: %s", name, report->sentence);
    else if (!is_error)
        (void)check_success(check, BREAK_START_ERROR_LOST);
}

/* The fault was in the first run only: a pool that starts its workers in each run is whole
 * again. */
static void expect_second_run(struct check *check)
{
    const struct report *report = &check->outcome.report;
    bool is_persistent = (check->subject->strategy->traits & TRAIT_PERSISTENT) != 0;
    if (!is_persistent && report->open_error == 0 && report->run_error[1] != 0)
        check_break(check, BREAK_NOT_WHOLE_AGAIN, "it returned %d", report->run_error[1]);
}

static void judge_failed_call(struct check *check, enum call call, unsigned at, int error)
{
    struct scenario scenario = {
        .inject.fail = { .call = call, .at = at, .error = error },
        .workers = 4,
        .environment = WITH_DECOYS,
        .runs = 2,
    };
    check->hang = BREAK_START_DEADLOCK;
    check_case(check, "call %u of %s fails with %s", at, calls[call].name, strerrorname_np(error));
    if (!check_play(check, &scenario))
        return;
    /* In another run there may be fewer calls; then nothing was tried. */
    if (ledger->failed == 0)
        return;
    expect_clean(check);
    expect_reported(check, error);
    expect_second_run(check);
}

/* P20 */
void judge_failed_starts_are_reported(struct check *check)
{
    check_find_template(check);
    static const struct scenario good = { .about = "20 items, 4 workers", .workers = 4 };
    static const struct scenario missing = { .about = "the program of the workers is missing",
                                             .workers = 4,
                                             .environment = WITH_NO_WORKER };
    if (!check_play_good(check, &good, BREAK_WORK_NOT_DONE))
        return;
    unsigned counts[CALLS];
    unsigned tried = 0;
    for (enum call call = 0; call < CALLS; call++)
        counts[call] = ledger->calls[call];
    unsigned most = check->thorough ? 1000 : 8;
    for (enum call call = CALL_FORK; call < CALLS; call++)
        for (unsigned at = 1; at <= counts[call] && at <= most && check_holds(check); at++)
            for (size_t i = 0; i < 2 && calls[call].errors[i] != 0; i++, tried++)
                judge_failed_call(check, call, at, calls[call].errors[i]);
    check_figure(check, "failures_tried", tried, "calls");
    if ((check->subject->strategy->traits & TRAIT_EXEC) == 0)
        return;
    if (check_play(check, &missing)) {
        expect_clean(check);
        if (check->outcome.report.open_error == 0 && check->outcome.report.run_error[0] == 0)
            check_break(check, BREAK_EXEC_ERROR_LOST, "open and run returned 0");
    }
}
