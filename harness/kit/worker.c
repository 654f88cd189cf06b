/* SPDX-License-Identifier: MIT */
/* The life of a worker process. */
#include "kit/worker.h"
#include "kit/board.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void worker_started(struct job *job, unsigned worker, pid_t pid)
{
    struct slot *slot = &job->slots[worker];
    slot->pid = pid;
    slot->reaped = false;
}

void worker_enter(struct job *job)
{
    /* The kernel sends the signal only for a death after this call: was the parent faster? */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != job->board->cell_pid)
        _exit(1);
}

noreturn void worker_exit(struct job *job, unsigned worker, int error)
{
    struct slot *slot = &job->slots[worker];
    if (slot->begin_ns != 0 && slot->end_ns == 0)
        job_end(job, worker);
    slot->error = error;
    slot->left = true;
    _exit(error == 0 ? 0 : 1);
}

int worker_wait(struct job *job, unsigned worker)
{
    struct slot *slot = &job->slots[worker];
    if (slot->pid == 0 || slot->reaped)
        return 0;
    /* This pid, never −1: the caller may have children that are none of ours. */
    while (waitpid(slot->pid, &slot->wait_status, 0) < 0)
        if (errno != EINTR)
            return job_fail(job, "waitpid", errno);
    slot->reaped = true;
    /* The exit status alone would not do: an item that calls exit(0) is no worker that ended
     * well. */
    if (!slot->left)
        return EOWNERDEAD;
    /* The number is free for another process; an error stays to be told. */
    if (slot->error == 0) {
        slot->pid = 0;
        slot->left = false;
    }
    return slot->error;
}

int worker_wait_all(struct job *job, unsigned started)
{
    int first_error = 0;
    for (unsigned worker = 0; worker < started; worker++) {
        int error = worker_wait(job, worker);
        if (first_error == 0)
            first_error = error;
    }
    return first_error;
}

void wait_status_text(int wait_status, char *text, size_t bytes)
{
    if (WIFSIGNALED(wait_status)) {
        const char *name = sigabbrev_np(WTERMSIG(wait_status));
        if (name != NULL)
            snprintf(text, bytes, "killed by SIG%s", name);
        else
            snprintf(text, bytes, "killed by signal %d", WTERMSIG(wait_status));
    } else {
        snprintf(text, bytes, "exited with status %d", WEXITSTATUS(wait_status));
    }
}
