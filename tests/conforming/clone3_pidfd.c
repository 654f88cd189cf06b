/* SPDX-License-Identifier: MIT */
/* clone3_pidfd: workers made by clone3, which hands out their pidfds; the caller polls these. */
#include "conforming.h"
#include <linux/sched.h>
#include <poll.h>
#include <sys/syscall.h>

static pid_t start(int *pidfd)
{
    struct clone_args how = { .flags = CLONE_PIDFD,
                              .pidfd = (uint64_t)(uintptr_t)pidfd,
                              .exit_signal = SIGCHLD };
    return (pid_t)syscall(SYS_clone3, &how, sizeof how);
}

/* Waits for them in the order in which they end. */
static int await(struct job *job, struct pollfd *ends, unsigned started)
{
    int error = 0;
    for (unsigned left = started; left > 0 && error == 0;) {
        if (poll(ends, started, -1) < 0 && errno != EINTR)
            return job_fail(job, "poll", errno);
        for (unsigned worker = 0; worker < started && error == 0; worker++)
            if (ends[worker].fd >= 0 && ends[worker].revents != 0) {
                error = worker_wait(job, worker);
                fd_close(&ends[worker].fd);
                left--;
            }
        for (unsigned worker = 0; worker < started; worker++)
            ends[worker].revents = 0;
    }
    return error;
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned workers = pool_active_workers(pool);
    struct pollfd *ends = calloc(workers + 1, sizeof *ends);
    if (ends == NULL)
        return ENOMEM;
    unsigned started = 0;
    int error = 0;
    job_restart(job);
    for (; started < workers; started++) {
        int pidfd = -1;
        pid_t pid = start(&pidfd);
        if (pid < 0) {
            error = job_fail(job, "clone3", errno);
            break;
        }
        if (pid == 0) {
            worker_enter(job);
            work(job, started);
        }
        ends[started] = (struct pollfd){ .fd = pidfd, .events = POLLIN };
        worker_started(job, started, pid);
    }
    if (error == 0)
        error = await(job, ends, started);
    worker_end_all(job, started);
    for (unsigned worker = 0; worker < started; worker++)
        fd_close(&ends[worker].fd);
    free(ends);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers made by clone3, which hands out their pidfds",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
