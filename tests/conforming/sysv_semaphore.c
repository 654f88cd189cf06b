/* SPDX-License-Identifier: MIT */
/* sysv_semaphore: a System V semaphore guards the step of the next chunk; SEM_UNDO gives it back when
 * its holder dies, and a janitor removes it when the caller does. */
#include "sysv.h"
#include <sys/sem.h>

static void remove_set(int id)
{
    semctl(id, 0, IPC_RMID);
}

static int open_set(struct pool *pool)
{
    union {
        int value;
        void *other;
    } one = { .value = 1 };
    int id = semget(IPC_PRIVATE, 1, 0600);
    if (id >= 0)
        semctl(id, 0, SETVAL, one);
    return sysv_open(pool, id, remove_set, "semget");
}

static int change(const struct pool *pool, short by)
{
    const struct sysv *sysv = pool->state;
    struct sembuf act = { .sem_op = by, .sem_flg = SEM_UNDO };
    while (semop(sysv->id, &act, 1) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct sysv *sysv = pool->state;
    uint64_t *next = pool->shared;
    fd_close(&sysv->lifeline);
    int error = 0;
    for (;;) {
        error = change(pool, -1);
        if (error != 0)
            break;
        uint64_t step = (*next)++;
        error = change(pool, 1);
        if (error != 0 || step >= job->schedule->steps)
            break;
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "semop", error));
}

static int run(struct pool *pool)
{
    *(uint64_t *)pool->shared = 0;
    return fork_each(pool, child);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a System V semaphore guards the step of the next chunk",
    .traits = TRAIT_DYNAMIC,
    .shared_bytes = sizeof(uint64_t),
    TOKEN_SCHEDULES,
    .open = open_set,
    .run = run,
    .close = sysv_close,
};
