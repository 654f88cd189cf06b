/* SPDX-License-Identifier: MIT */
/* The life of a worker process. */
#include "kit/worker.h"
#include "kit/board.h"
#include "kit/reap.h"
#include "kit/watch.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void worker_started(struct job *job, unsigned worker, pid_t pid)
{
    if (!job_has_worker(job, worker))
        return;
    /* waitpid and kill take such a pid for many processes. */
    if (pid < 1)
        job_fail(job, "start of a worker", ESRCH);
    struct slot *slot = &job->slots[worker];
    slot->pid = pid < 1 ? 0 : pid;
    slot->reaped = false;
    slot->was_ended = false;
}

static void die_with(pid_t parent)
{
    /* The kernel sends the signal only for a death after this call: was the parent faster? */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
}

void worker_enter(struct job *job)
{
    die_with(job->board->cell_pid);
}

void worker_enter_external(struct job *job, unsigned worker, pid_t parent)
{
    die_with(parent);
    if (!job_has_worker(job, worker))
        return;
    struct slot *slot = &job->slots[worker];
    board_take_over(job->board, worker);
    slot->left = false;
    slot->error = 0;
    worker_started(job, worker, getpid());
}

int worker_mark_open(struct job *job, bool **mark)
{
    void *page =
        mmap(NULL, sizeof **mark, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return job_fail(job, "mmap", errno);
    *mark = page;
    return madvise(page, sizeof **mark, MADV_WIPEONFORK) < 0 ? job_fail(job, "madvise", errno) : 0;
}

void worker_mark_close(bool **mark)
{
    if (*mark != NULL)
        munmap(*mark, sizeof **mark);
    *mark = NULL;
}

void worker_leave(struct job *job, unsigned worker, int error)
{
    if (!job_has_worker(job, worker))
        return;
    struct slot *slot = &job->slots[worker];
    if (slot->begin_ns != 0 && slot->end_ns == 0)
        job_end(job, worker);
    slot->error = error;
    slot->left = true;
}

noreturn void worker_exit(struct job *job, unsigned worker, int error)
{
    worker_leave(job, worker, error);
    _exit(error == 0 ? 0 : 1);
}

/* The end of a worker is known, and its slot says how. */
static int settle_end(struct slot *slot)
{
    slot->reaped = true;
    /* Not the exit status: an item may have called exit(0). */
    if (!slot->left)
        return EOWNERDEAD;
    /* The number is free for another process; an error stays to be reported. */
    if (slot->error == 0) {
        slot->pid = 0;
        slot->left = false;
    }
    return slot->error;
}

int worker_ended(struct job *job, unsigned worker, pid_t pid, int wait_status)
{
    if (!job_has_worker(job, worker))
        return ERANGE;
    struct slot *slot = &job->slots[worker];
    slot->pid = pid;
    slot->wait_status = wait_status;
    return settle_end(slot);
}

int worker_pidfd(const struct job *job, unsigned worker)
{
    return pidfd_open(job->slots[worker].pid, 0);
}

int worker_wait(struct job *job, unsigned worker)
{
    struct slot *slot = &job->slots[worker];
    if (slot->pid < 1 || slot->reaped)
        return 0;
    /* This pid, never −1: the caller may have other children. If SIGCHLD is ignored there is no
     * status, but the worker may have left without error. */
    if (reap_child(slot->pid, &slot->wait_status) != 0)
        slot->wait_status = WAIT_STATUS_UNKNOWN;
    return settle_end(slot);
}

int worker_wait_all(struct job *job, unsigned started)
{
    struct watch watch = { .job = job, .started = started };
    return watch_close(&watch, watch_open(&watch));
}

/* Kills a worker that still runs. A zombie died by itself; and the pid of a process that is not, or
 * no longer, our child may belong to any process. */
static void kill_living(struct slot *slot)
{
    siginfo_t child = { .si_pid = 0 };
    if (waitid(P_PID, (id_t)slot->pid, &child, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        child.si_pid == 0)
        slot->was_ended = kill(slot->pid, SIGKILL) == 0;
}

void worker_end_all(struct job *job, unsigned started)
{
    for (unsigned worker = 0; worker < started; worker++)
        if (job->slots[worker].pid > 0 && !job->slots[worker].reaped)
            kill_living(&job->slots[worker]);
    for (unsigned worker = 0; worker < started; worker++) {
        struct slot *slot = &job->slots[worker];
        if (worker_wait(job, worker) == 0)
            continue;
        /* It may have been faster, and died of something else after all. */
        bool is_killed = WIFSIGNALED(slot->wait_status) && WTERMSIG(slot->wait_status) == SIGKILL;
        slot->was_ended = slot->was_ended && !slot->left &&
                          (is_killed || slot->wait_status == WAIT_STATUS_UNKNOWN);
    }
}

void wait_status_text(int wait_status, char *text, size_t bytes)
{
    if (WIFSIGNALED(wait_status)) {
        const char *name = sigabbrev_np(WTERMSIG(wait_status));
        if (name != NULL)
            snprintf(text, bytes, "killed by SIG%s", name);
        else
            snprintf(text, bytes, "killed by signal %d", WTERMSIG(wait_status));
    } else if (WIFEXITED(wait_status)) {
        snprintf(text, bytes, "exited with status %d", WEXITSTATUS(wait_status));
    } else {
        snprintf(text, bytes, "ended");
    }
}
