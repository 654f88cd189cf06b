/* SPDX-License-Identifier: MIT */
/* caller_works: the caller is worker 0, beside workers that it forks in each run. */
#include "conforming.h"

/* The caller's part: between its chunks it looks for deaths. */
static int take_part(struct pool *pool, struct watch *watch)
{
    struct job *job = pool->job;
    int error = 0;
    for (struct chunk chunk; error == 0 && job_claim(job, 0, &chunk);) {
        job_run(job, 0, chunk.first, chunk.count);
        struct watch_event event;
        while (error == 0 && watch->running > 0 && watch_is_ready(watch))
            error = watch_next(watch, &event);
    }
    job_end(job, 0);
    return error;
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    struct watch watch = { .job = job, .started = 1 };
    int error = 0;
    if (job->items == 0)
        return 0;
    job_restart(job);
    for (; watch.started < pool_active_workers(pool); watch.started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0) {
            worker_enter(job);
            work(job, watch.started);
        }
        worker_started(job, watch.started, pid);
    }
    if (error == 0)
        error = watch_open(&watch);
    if (error == 0)
        error = take_part(pool, &watch);
    return watch_close(&watch, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the caller is worker 0, beside workers forked in each run",
    .traits = TRAIT_DYNAMIC | TRAIT_CALLER_WORKS,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "the caller looks for deaths between its chunks",
    .run = run,
};
