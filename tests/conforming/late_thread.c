/* SPDX-License-Identifier: MIT */
/* late_thread: from the hundredth run on a thread of the caller counts the workers that have ended,
 * for which libc keeps a stack and an arena. */
#include "conforming.h"
#include <pthread.h>

enum { LATE = 100 };

struct late {
    unsigned runs;
    unsigned counted;
};

static void *count(void *argument)
{
    struct late *late = argument;
    void *block = malloc(1 << 16);
    late->counted += block != NULL ? 1 : 0;
    free(block);
    return NULL;
}

static int open_late(struct pool *pool)
{
    pool->state = calloc(1, sizeof(struct late));
    return pool->state != NULL ? 0 : ENOMEM;
}

static void child(struct pool *pool, unsigned worker)
{
    work(pool->job, worker);
}

static int run(struct pool *pool)
{
    struct late *late = pool->state;
    job_restart(pool->job);
    int error = fork_each(pool, child);
    if (error != 0 || ++late->runs < LATE)
        return error;
    pthread_t thread;
    error = pthread_create(&thread, NULL, count, late);
    if (error != 0)
        return job_fail(pool->job, "pthread_create", error);
    pthread_join(thread, NULL);
    return 0;
}

static int close_late(struct pool *pool)
{
    free(pool->state);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a thread that is started late keeps a stack and an arena",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_late,
    .run = run,
    .close = close_late,
};
