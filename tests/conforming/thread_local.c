/* SPDX-License-Identifier: MIT */
/* thread_local: the module has thread-local storage, for which the dynamic linker asks for memory at
 * its first use. */
#include "conforming.h"

static _Thread_local uint64_t counted[4096];

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    for (struct chunk chunk; job_claim(job, worker, &chunk); counted[worker % 4096]++)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    counted[0] = 0;
    job_restart(pool->job);
    return fork_each(pool, child);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the module has thread-local storage",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
