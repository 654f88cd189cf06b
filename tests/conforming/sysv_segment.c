/* SPDX-License-Identifier: MIT */
/* sysv_segment: the step of the next chunk is in a System V segment, which is marked for removal as
 * soon as it is attached. */
#include "conforming.h"
#include <sys/ipc.h>
#include <sys/shm.h>

static int open_segment(struct pool *pool)
{
    int id = shmget(IPC_PRIVATE, sizeof(uint64_t), 0600);
    if (id < 0)
        return job_fail(pool->job, "shmget", errno);
    void *at = shmat(id, NULL, 0);
    int error = at == (void *)-1 ? errno : 0; // NOLINT(performance-no-int-to-ptr)
    /* It lives until the last process has left it, however that ends. */
    shmctl(id, IPC_RMID, NULL);
    if (error != 0)
        return job_fail(pool->job, "shmat", error);
    pool->state = at;
    return 0;
}

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    _Atomic uint64_t *next = pool->state;
    for (uint64_t step; (step = atomic_fetch_add(next, 1)) < job->schedule->steps;) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    *(_Atomic uint64_t *)pool->state = 0;
    return fork_each(pool, child);
}

static int close_segment(struct pool *pool)
{
    if (pool->state != NULL)
        shmdt(pool->state);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a System V segment has the step of the next chunk",
    .traits = TRAIT_DYNAMIC,
    TOKEN_SCHEDULES,
    .open = open_segment,
    .run = run,
    .close = close_segment,
};
