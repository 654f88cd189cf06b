/* SPDX-License-Identifier: MIT */
/* The timed part: early, open, the first run, the timed runs, close; each checked, each measured
 * alone. */
#include "cell/split.h"
#include "kit/clock.h"
#include <stdio.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t time_ns(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_usec * 1000;
}

/* Adds (sign +1) or takes off (sign −1) what `who` has used so far. Unsigned wrap-around makes the
 * sum of a minus and a later plus the difference. */
static void account(struct usage *usage, int who, int sign)
{
    struct rusage now;
    getrusage(who, &now);
    uint64_t times = sign > 0 ? 1 : UINT64_MAX;
    usage->user_ns += times * time_ns(&now.ru_utime);
    usage->system_ns += times * time_ns(&now.ru_stime);
    usage->minor_faults += times * (uint64_t)now.ru_minflt;
    usage->major_faults += times * (uint64_t)now.ru_majflt;
    usage->voluntary_switches += times * (uint64_t)now.ru_nvcsw;
    usage->involuntary_switches += times * (uint64_t)now.ru_nivcsw;
}

/* A child came back from the hook as a second caller. It must not go on as if it were the cell. */
static noreturn void leave_stray(struct cell *cell)
{
    snprintf(cell->board->message, sizeof cell->board->message,
             "a child (pid %d) returned into the caller instead of leaving by worker_exit",
             (int)getpid());
    _exit(1);
}

/* Whether `calls` calls are enough. The clock is read after 1, 2, 4, 8 … of them, so that a million
 * short calls share twenty readings. */
static bool is_enough(const struct span *span, unsigned calls)
{
    bool is_due = span->enough_ns > 0 && (calls & (calls - 1)) == 0;
    return calls == span->calls || (is_due && clock_now() - span->begin_ns >= span->enough_ns);
}

/* Calls a hook until there are enough calls, or one fails. With latencies, each call ends where the
 * next begins, so that the clock is read once for each. */
static int call(struct cell *cell, int (*hook)(struct pool *), struct span *span)
{
    struct latency *latency = span->has_latency ? cell->latency : NULL;
    uint64_t begin_ns = span->begin_ns;
    unsigned calls = 0;
    int error;
    do {
        error = hook(&cell->pool);
        calls++;
        if (latency != NULL) {
            uint64_t end_ns = clock_now();
            latency_add(latency, end_ns - begin_ns);
            begin_ns = end_ns;
        }
    } while (error == 0 && !is_enough(span, calls));
    span->calls = calls;
    return error;
}

/* What is read before (sign −1) and after a hook. */
static void measure(struct cell *cell, enum count_phase phase, int sign)
{
    struct counts *counts = &cell->board->counts;
    account(&cell->board->usage, RUSAGE_SELF, sign);
    if (counts->is_wanted)
        counters_read(&cell->counters, counts, phase, sign);
}

/* Calls a hook, if there is one, and times that; the readings of usage stay outside of the time. */
static int timed(struct cell *cell, int (*hook)(struct pool *), struct span *span)
{
    measure(cell, span->phase, -1);
    span->begin_ns = clock_now();
    int error = hook != NULL ? call(cell, hook, span) : 0;
    span->end_ns = clock_now();
    if (getpid() != cell->board->cell_pid)
        leave_stray(cell);
    /* A clock too coarse to see the call: a duration of 0 would divide badly. */
    if (span->end_ns < span->begin_ns + span->calls)
        span->end_ns = span->begin_ns + span->calls;
    measure(cell, span->phase, +1);
    return error;
}

/* Whether a process outlives a run: a worker, an interpreter or a template. */
static bool keeps_processes(const struct strategy *strategy)
{
    return (strategy->traits & (TRAIT_PERSISTENT | TRAIT_FOREIGN)) != 0 || strategy->early != NULL;
}

/* A strategy whose workers end with the run must leave no child, except an interpreter. WNOWAIT:
 * the conductor ends what is left. */
static int look_for_children(struct cell *cell, const char *hook)
{
    siginfo_t child = { .si_pid = 0 };
    if (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) < 0)
        return errno == ECHILD ? 0 : cell_refuse(cell, errno, "waitid: %s", strerror(errno));
    if (child.si_pid != 0)
        return cell_refuse(cell, EPROTO, "%s left a child unreaped (pid %d)", hook,
                           (int)child.si_pid);
    return cell_refuse(cell, EPROTO, "%s left a child running", hook);
}

/* One sample. The results are those of the last call, and the items run are counted over all. */
static int run_once(struct cell *cell, struct span span, struct sample *sample)
{
    struct board *board = cell->board;
    board_clear(board, cell->reference);
    board->step = STEP_RUN;
    int error = timed(cell, cell->strategy->run, &span);
    if (error != 0)
        return cell_blame(cell, "run", error);
    board->step = STEP_VERIFY;
    /* Before the results: they may be wrong only because a worker is still at work on them. */
    if (!keeps_processes(cell->strategy))
        error = look_for_children(cell, "run");
    if (error == 0)
        error = cell_verify(cell, span.calls);
    if (error == 0)
        error = cell_split(cell, &span, sample);
    if (error == 0)
        board->samples_done++;
    return error;
}

/* What comes before the caller's memory grows. */
static int begin_early(struct cell *cell)
{
    struct board *board = cell->board;
    struct span span = { .calls = 1, .phase = COUNT_OTHER };
    if (cell->strategy->early == NULL)
        return 0;
    board_clear(board, cell->reference);
    board->step = STEP_EARLY;
    int error = timed(cell, cell->strategy->early, &span);
    board->early_ns = span.end_ns - span.begin_ns;
    return error != 0 ? cell_blame(cell, "early", error) : 0;
}

static int open_and_run(struct cell *cell)
{
    struct board *board = cell->board;
    struct span span = { .calls = 1 };
    board_clear(board, cell->reference);
    board->step = STEP_OPEN;
    int error = timed(cell, cell->strategy->open, &span);
    board->open_ns = span.end_ns - span.begin_ns;
    if (error != 0)
        return cell_blame(cell, "open", error);

    static const struct span first = { .calls = 1, .phase = COUNT_OTHER };
    const struct span timed_run = {
        .calls = cell->calls, .enough_ns = cell->call_ns, .has_latency = true, .phase = COUNT_RUN
    };
    struct sample *samples = board_samples(board);
    for (uint32_t run = 0; run <= board->runs && error == 0; run++) {
        error = run_once(cell, run == 0 ? first : timed_run, &samples[run]);
        if (run == 0 && error == 0)
            cell_clock_workers(cell, &samples[0]);
    }
    if (cell->latency != NULL && error == 0) {
        const struct latency *latency = cell->latency;
        board->latency_p50_ns = latency_quantile(latency, 0.5);
        board->latency_p99_ns =
            latency->count >= LATENCY_LEAST ? latency_quantile(latency, 0.99) : 0;
    }
    return error;
}

int cell_run(struct cell *cell)
{
    struct board *board = cell->board;
    account(&board->usage, RUSAGE_CHILDREN, -1);
    if (board->counts.is_wanted)
        counters_open(&cell->counters, &board->counts);
    int error = begin_early(cell);
    if (error == 0)
        error = cell_touch_ballast(cell);
    if (error == 0)
        error = open_and_run(cell);

    struct span span = { .calls = 1, .phase = COUNT_CLOSE };
    board->step = STEP_CLOSE;
    int close_error = timed(cell, cell->strategy->close, &span);
    board->close_ns = span.end_ns - span.begin_ns;
    account(&board->usage, RUSAGE_CHILDREN, +1);
    if (close_error != 0)
        close_error = cell_blame(cell, "close", close_error);
    if (close_error == 0)
        close_error = look_for_children(cell, "close");
    if (error == 0)
        error = close_error;
    return error != 0 ? error : cell_check_idle(cell);
}
