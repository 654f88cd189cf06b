/* SPDX-License-Identifier: MIT */
/* raw_clone: workers made by the system call clone, which libc knows nothing of. */
#include "conforming.h"
#include <sys/syscall.h>

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    job_restart(job);
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
        if (pid < 0) {
            error = job_fail(job, "clone", errno);
            break;
        }
        if (pid == 0) {
            worker_enter(job);
            work(job, started);
        }
        worker_started(job, started, pid);
    }
    return finish(job, started, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers made by the system call clone",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
