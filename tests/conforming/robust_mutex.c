/* SPDX-License-Identifier: MIT */
/* robust_mutex: a mutex that outlives its holder guards the step of the next chunk. */
#include "conforming.h"
#include <pthread.h>

struct shared_count {
    pthread_mutex_t mutex;
    uint64_t next;
};

/* A holder that died has taken the step or has not: its run is lost, and the others' claims hold. */
static int claim(struct shared_count *counter, uint64_t *step)
{
    int error = pthread_mutex_lock(&counter->mutex);
    if (error == EOWNERDEAD)
        error = pthread_mutex_consistent(&counter->mutex);
    if (error != 0)
        return error;
    *step = counter->next++;
    return pthread_mutex_unlock(&counter->mutex);
}

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    uint64_t step = 0;
    int error;
    while ((error = claim(pool->shared, &step)) == 0 && step < job->schedule->steps) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "pthread_mutex_lock", error));
}

static int run(struct pool *pool)
{
    struct shared_count *counter = pool->shared;
    pthread_mutexattr_t attributes;
    int error = pthread_mutexattr_init(&attributes);
    if (error == 0) {
        pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
        counter->next = 0;
        error = pthread_mutex_init(&counter->mutex, &attributes);
        pthread_mutexattr_destroy(&attributes);
    }
    if (error != 0)
        return job_fail(pool->job, "pthread_mutex_init", error);
    error = fork_each(pool, child);
    pthread_mutex_destroy(&counter->mutex);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a robust mutex guards the step of the next chunk",
    .traits = TRAIT_DYNAMIC,
    .shared_bytes = sizeof(struct shared_count),
    TOKEN_SCHEDULES,
    .run = run,
};
