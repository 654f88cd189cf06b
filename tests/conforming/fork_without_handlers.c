/* SPDX-License-Identifier: MIT */
/* fork_without_handlers: workers made by _Fork, which runs no handler of pthread_atfork. */
#include "conforming.h"

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    job_restart(job);
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = _Fork();
        if (pid < 0) {
            error = job_fail(job, "_Fork", errno);
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
    .summary = "workers made by _Fork",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
