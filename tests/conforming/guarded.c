/* SPDX-License-Identifier: MIT */
/* guarded: each worker is a grandchild, forked and reaped by a guard of its own, whose exit status
 * says how it ended. */
#include "conforming.h"
#include "kit/reap.h"
#include <poll.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>

struct guard {
    pid_t pid;
    int pidfd;
};

static noreturn void guard(struct job *job, unsigned worker)
{
    pid_t self = getpid();
    worker_enter(job);
    /* The kernel notes the pid, so that the caller knows it even if this guard is killed at once. */
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, NULL,
                               &job->slots[worker].pid, NULL, NULL);
    if (pid == 0) {
        worker_enter_external(job, worker, self);
        work(job, worker);
    }
    if (pid < 0)
        _exit(job_fail(job, "clone", errno));
    worker_started(job, worker, pid);
    _exit(worker_wait(job, worker));
}

/* 0, or the errno number with which a guard has left; EOWNERDEAD for one that was killed. */
static int reap(struct guard *guard)
{
    int wait_status = 0;
    bool is_known = reap_child(guard->pid, &wait_status) == 0;
    guard->pid = 0;
    fd_close(&guard->pidfd);
    return is_known && WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : EOWNERDEAD;
}

static int await(struct job *job, struct guard *guards, struct pollfd *ends, unsigned started)
{
    int error = 0;
    for (unsigned left = started; left > 0 && error == 0;) {
        for (unsigned i = 0; i < started; i++)
            ends[i] = (struct pollfd){ .fd = guards[i].pidfd, .events = POLLIN };
        if (poll(ends, started, -1) < 0 && errno != EINTR)
            return job_fail(job, "poll", errno);
        for (unsigned i = 0; i < started && error == 0; i++)
            if (guards[i].pid > 0 && ends[i].revents != 0) {
                error = reap(&guards[i]);
                left--;
            }
    }
    return error;
}

/* Ends a guard, and waits until its worker has died with it. */
static void end(struct job *job, struct guard *guard, unsigned worker)
{
    if (guard->pid < 1)
        return;
    kill(guard->pid, SIGKILL);
    (void)reap(guard);
    int pidfd = job->slots[worker].pid > 0 ? worker_pidfd(job, worker) : -1;
    if (pidfd >= 0)
        (void)reap_await(pidfd, -1, 0);
    fd_close(&pidfd);
    job->slots[worker].was_ended = true;
    (void)worker_wait(job, worker);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned workers = pool_active_workers(pool);
    struct guard *guards = calloc(workers + 1, sizeof *guards);
    struct pollfd *ends = calloc(workers + 1, sizeof *ends);
    unsigned started = 0;
    int error = guards == NULL || ends == NULL ? ENOMEM : 0;
    /* With SIGCHLD ignored a guard leaves no status: how the worker ended would be lost. */
    struct sigaction action;
    sigaction(SIGCHLD, NULL, &action);
    if (error == 0 && action.sa_handler == SIG_IGN)
        error = job_fail(job, "SIGCHLD, which is ignored", EINVAL);
    job_restart(job);
    for (; started < workers && error == 0; started++) {
        pid_t pid = fork();
        if (pid == 0)
            guard(job, started);
        int pidfd = pid > 0 ? pidfd_open(pid, 0) : -1;
        if (pid < 0)
            error = job_fail(job, "fork", errno);
        else if (pidfd < 0)
            error = job_fail(job, "pidfd_open", errno);
        guards[started] = (struct guard){ .pid = pid > 0 ? pid : 0, .pidfd = pidfd };
    }
    if (error == 0)
        error = await(job, guards, ends, started);
    for (unsigned i = 0; i < started; i++)
        end(job, &guards[i], i);
    free(guards);
    free(ends);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "each worker is a grandchild with a guard of its own",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
