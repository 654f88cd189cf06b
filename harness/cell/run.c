/* SPDX-License-Identifier: MIT */
/* The timed part: open, the first run, the timed runs, close; each checked, each measured alone. */
#include "cell/cell.h"
#include "kit/clock.h"
#include <assert.h>
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

/* One hook, timed; the readings of usage stay outside of the time. */
static int timed(struct cell *cell, int (*hook)(struct pool *), uint64_t *begin_ns,
                 uint64_t *end_ns)
{
    account(&cell->board->usage, RUSAGE_SELF, -1);
    *begin_ns = clock_now();
    int error = hook != NULL ? hook(&cell->pool) : 0;
    *end_ns = clock_now();
    if (getpid() != cell->board->cell_pid)
        leave_stray(cell);
    /* A clock too coarse to see the call: a duration of 0 would divide badly. */
    if (*end_ns == *begin_ns)
        ++*end_ns;
    account(&cell->board->usage, RUSAGE_SELF, +1);
    return error;
}

/* Splits workers × run into start-up, busy, imbalance and finish, as means over the workers. The
 * last of them is what is left, so that the four add up exactly. */
static int split(struct cell *cell, uint64_t begin_ns, uint64_t end_ns, struct sample *sample)
{
    const struct job *job = &cell->job;
    uint64_t last_end_ns = begin_ns;
    for (unsigned worker = 0; worker < job->workers; worker++)
        if (job->slots[worker].end_ns > last_end_ns)
            last_end_ns = job->slots[worker].end_ns;
    if (last_end_ns > end_ns)
        return cell_refuse(cell, EPROTO, "run returned while a worker was still at work");

    uint64_t startup_ns = 0;
    uint64_t busy_ns = 0;
    for (unsigned worker = 0; worker < job->workers; worker++) {
        const struct slot *slot = &job->slots[worker];
        if (slot->begin_ns == 0) {
            startup_ns += last_end_ns - begin_ns; /* it waited to begin until all was done */
            continue;
        }
        if (slot->begin_ns < begin_ns)
            return cell_refuse(cell, EPROTO, "worker %u began before run was called", worker);
        startup_ns += slot->begin_ns - begin_ns;
        busy_ns += slot->end_ns - slot->begin_ns;
    }
    assert(job->workers > 0);
    sample->run_ns = end_ns - begin_ns;
    sample->startup_ns = startup_ns / job->workers;
    sample->busy_ns = busy_ns / job->workers;
    sample->finish_ns = end_ns - last_end_ns;
    sample->imbalance_ns =
        sample->run_ns - sample->startup_ns - sample->busy_ns - sample->finish_ns;
    return 0;
}

/* A strategy whose workers end with the run must leave no child, but for an interpreter. WNOWAIT:
 * looking is enough, for whoever is left is the conductor's to end. */
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

static int run_once(struct cell *cell, struct sample *sample)
{
    struct board *board = cell->board;
    board_clear(board);
    board->step = STEP_RUN;
    uint64_t begin_ns;
    uint64_t end_ns;
    int error = timed(cell, cell->strategy->run, &begin_ns, &end_ns);
    if (error != 0)
        return cell_blame(cell, "run", error);
    board->step = STEP_VERIFY;
    /* Before the results: they may be wrong only because somebody is still at work on them. */
    if ((cell->strategy->traits & (TRAIT_PERSISTENT | TRAIT_FOREIGN)) == 0)
        error = look_for_children(cell, "run");
    if (error == 0)
        error = cell_verify(cell);
    if (error == 0)
        error = split(cell, begin_ns, end_ns, sample);
    if (error == 0)
        board->samples_done++;
    return error;
}

static int open_and_run(struct cell *cell)
{
    struct board *board = cell->board;
    uint64_t begin_ns;
    uint64_t end_ns;
    board_clear(board);
    board->step = STEP_OPEN;
    int error = timed(cell, cell->strategy->open, &begin_ns, &end_ns);
    board->open_ns = end_ns - begin_ns;
    if (error != 0)
        return cell_blame(cell, "open", error);

    struct sample *samples = board_samples(board);
    for (uint32_t run = 0; run <= board->runs && error == 0; run++)
        error = run_once(cell, &samples[run]);
    return error;
}

int cell_run(struct cell *cell)
{
    struct board *board = cell->board;
    account(&board->usage, RUSAGE_CHILDREN, -1);
    int error = open_and_run(cell);

    uint64_t begin_ns;
    uint64_t end_ns;
    board->step = STEP_CLOSE;
    int close_error = timed(cell, cell->strategy->close, &begin_ns, &end_ns);
    board->close_ns = end_ns - begin_ns;
    account(&board->usage, RUSAGE_CHILDREN, +1);
    if (close_error != 0)
        close_error = cell_blame(cell, "close", close_error);
    if (close_error == 0)
        close_error = look_for_children(cell, "close");
    return error != 0 ? error : close_error;
}
