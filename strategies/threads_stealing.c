/* SPDX-License-Identifier: MIT */
/* threads_stealing: each thread has a range of its own, and one that is done steals half of another.
 *
 *     range 0   0 1 2 3 4 │ 5 6 7 8 9 │ range 1
 *     thread 0  0 1 2 3 4                        its own, from the front
 *               8 9                              the back half of range 1, in one step
 *     thread 1  5 6 7                            its own, as much as is left
 *
 * Costs    threads' creates and joins. A claim is a compare-and-swap of a word that nobody else
 *          touches until the end: two threads with items of 10 ns take half of threads' time. A
 *          steal reads the ranges of all workers.
 * Fails    to keep all busy at the very end: while a stolen half is between two ranges, a worker
 *          that looks for work may find none, and leave. No item is lost.
 * Differs  from threads by one idea: there is no shared counter. Workers meet only when one of them
 *          has run out of work, and the steals grow smaller with what is left.
 * See      Blumofe & Leiserson 1999; <stdatomic.h>, pthread_create(3)
 */
#include "kit/board.h"
#include "strategy.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Steps of the schedule, in one word, so that one compare-and-swap changes both ends. */
struct range {
    uint32_t first;
    uint32_t end;
};

struct worker {
    alignas(CACHE_PAIR) _Atomic(struct range) range;
    pthread_t thread;
    struct pool *pool;
    unsigned number;
};

/* Takes the front step of the worker's own range. Relaxed, here and below: a range says all that
 * there is to know, whoever had it before; create and join order the results. */
static bool take_own(struct worker *self, uint32_t *step)
{
    struct range range = atomic_load_explicit(&self->range, memory_order_relaxed);
    while (range.first < range.end) {
        struct range rest = { range.first + 1, range.end };
        *step = range.first;
        if (atomic_compare_exchange_weak_explicit(&self->range, &range, rest, memory_order_relaxed,
                                                  memory_order_relaxed))
            return true;
    }
    return false;
}

/* Steals the back half of the fullest range and takes its front step. Keeping that step back makes
 * each steal progress: two thieves could else steal one step from each other for ever. */
static bool steal(struct worker *self, uint32_t *step)
{
    struct worker *workers = self->pool->state;
    for (;;) {
        struct range most = { 0 };
        struct worker *victim = NULL;
        for (unsigned i = 0; i < pool_active_workers(self->pool); i++) {
            struct range range = atomic_load_explicit(&workers[i].range, memory_order_relaxed);
            if (range.end - range.first <= most.end - most.first)
                continue;
            most = range;
            victim = &workers[i];
        }
        if (victim == NULL)
            return false;
        uint32_t middle = most.first + (most.end - most.first) / 2;
        struct range rest = { most.first, middle };
        struct range loot = { middle + 1, most.end };
        *step = middle;
        /* It fails when the owner or another thief was faster. */
        if (!atomic_compare_exchange_strong_explicit(&victim->range, &most, rest,
                                                     memory_order_relaxed, memory_order_relaxed))
            continue;
        /* The own range is empty, and nobody steals from an empty one: a store is enough. */
        atomic_store_explicit(&self->range, loot, memory_order_relaxed);
        return true;
    }
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct job *job = self->pool->job;
    for (uint32_t step; take_own(self, &step) || steal(self, &step);) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, self->number, chunk.first, chunk.count);
    }
    job_end(job, self->number);
    return NULL;
}

static int open_crew(struct pool *pool)
{
    if (pool->job->schedule->steps > UINT32_MAX)
        return job_say(pool->job, EOVERFLOW, "it takes at most 2^32 chunks: set a larger one");
    size_t bytes = pool->workers * sizeof(struct worker);
    pool->state = aligned_alloc(alignof(struct worker), bytes);
    if (pool->state == NULL)
        return ENOMEM;
    memset(pool->state, 0, bytes);
    return 0;
}

/* Before the first thread: it may steal from the last, which is not there yet. */
static void deal(struct pool *pool)
{
    struct worker *workers = pool->state;
    unsigned active = pool_active_workers(pool);
    for (unsigned i = 0; i < active; i++) {
        struct chunk own = schedule_slice(pool->job->schedule->steps, active, i);
        struct range range = { (uint32_t)own.first, (uint32_t)(own.first + own.count) };
        workers[i].pool = pool;
        workers[i].number = i;
        atomic_store_explicit(&workers[i].range, range, memory_order_relaxed);
    }
}

static int run(struct pool *pool)
{
    struct worker *workers = pool->state;
    unsigned started = 0;
    int error = 0;
    deal(pool);
    for (; started < pool_active_workers(pool); started++) {
        error = pthread_create(&workers[started].thread, NULL, work, &workers[started]);
        if (error != 0)
            break;
    }
    /* Those that run would steal it all, but be fewer workers than were asked for. */
    for (unsigned i = 0; i < pool->workers && error != 0; i++)
        atomic_store_explicit(&workers[i].range, (struct range){ 0 }, memory_order_relaxed);
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    return error != 0 ? job_fail(pool->job, "pthread_create", error) : 0;
}

static int close_crew(struct pool *pool)
{
    free(pool->state);
    pool->state = NULL;
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "pthreads created per run start with a range each and steal from the fullest",
    .traits = TRAIT_THREADS | TRAIT_DYNAMIC,
    .schedules = SCHEDULE_BIT(SCHEDULE_SELF) | SCHEDULE_BIT(SCHEDULE_FIXED),
    .schedule = SCHEDULE_SELF,
    .schedules_why = "a worker cuts its own range, and no common rest says how large a chunk is",
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
