/* SPDX-License-Identifier: MIT */
/* threads_stealing: each thread begins with a part of its own; one that has finished it steals half
 * of the fullest part.
 *
 *     part 0     0 1 2 3 4 │ 5 6 7 8 9   part 1
 *     thread 0   0 1 2 3 4                 its own, from the front
 *                8 9                       the back half of part 1, in one step
 *     thread 1   5 6 7                     its own, as much as is left
 *
 * Costs    threads' creates and joins. A claim is a compare-and-swap of a word that nobody else
 *          touches until one steals: two threads with items of 10 ns take a fifth of threads'
 *          time. A theft reads the parts of all workers.
 * Fails    to keep all busy at the very end: while a stolen half is between two parts, a worker
 *          that looks for work may find none, and leave. No item is lost.
 * Differs  from threads by one idea: there is no shared counter. Workers meet only when one of them
 *          has run out of work, and thefts grow smaller with what is left.
 * See      Blumofe & Leiserson 1999; <stdatomic.h>, pthread_create(3)
 */
#include "kit/board.h"
#include "strategy.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Steps of the schedule. Both ends are one word: owner and thief swap it whole, so they never take
 * the same step. A word that has returned to an old value holds the same steps again, so a late
 * swap does no harm. */
struct range {
    uint32_t first;
    uint32_t end;
};

#define CLOSED UINT32_MAX /* both ends of a part from which nobody may take any more */

/* One per worker, each with lines of its own. */
struct part {
    alignas(CACHE_PAIR) _Atomic struct range range;
};

struct worker {
    struct part own;
    pthread_t thread;
    struct pool *pool;
    unsigned number;
};

static uint32_t left(struct range range)
{
    return range.end - range.first;
}

/* Relaxed, here and below: a range says all that there is to know of its steps. */
static struct range look(const struct part *part)
{
    return atomic_load_explicit(&part->range, memory_order_relaxed);
}

static void put(struct part *part, struct range range)
{
    atomic_store_explicit(&part->range, range, memory_order_relaxed);
}

/* Fails when another was faster; then *seen is what that one has left. */
static bool swap(struct part *part, struct range *seen, struct range rest)
{
    return atomic_compare_exchange_strong_explicit(&part->range, seen, rest, memory_order_relaxed,
                                                   memory_order_relaxed);
}

/* Takes the front step of the worker's own part. */
static bool take(struct part *own, uint32_t *step)
{
    struct range range = look(own);
    while (left(range) > 0) {
        *step = range.first;
        if (swap(own, &range, (struct range){ range.first + 1, range.end }))
            return true;
    }
    return false;
}

/* Returns the fullest part, and in *most what it held. */
static struct part *fullest(struct worker *workers, unsigned count, struct range *most)
{
    struct part *victim = &workers->own;
    *most = (struct range){ 0 };
    for (struct worker *worker = workers; worker < workers + count; worker++) {
        struct range range = look(&worker->own);
        if (left(range) <= left(*most))
            continue;
        victim = &worker->own;
        *most = range;
    }
    return victim;
}

/* Takes the middle step of the fullest part, and moves those behind it to the worker's own, which
 * is empty. So each theft is progress: two thieves could else take one step from each other for
 * ever. Steps that another thief is moving are in no part; that thief runs them. Returns false when
 * all parts are empty, or closed. */
static bool steal(struct worker *self, uint32_t *step)
{
    for (;;) {
        struct range range;
        struct range empty = look(&self->own);
        struct part *victim = fullest(self->pool->state, pool_active_workers(self->pool), &range);
        if (left(range) == 0 || empty.first == CLOSED)
            return false;
        uint32_t middle = range.first + left(range) / 2;
        if (!swap(victim, &range, (struct range){ range.first, middle }))
            continue;
        *step = middle;
        /* No thief writes to an empty part, but run closes all when it gives up. */
        return swap(&self->own, &empty, (struct range){ middle + 1, range.end });
    }
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct job *job = self->pool->job;
    for (uint32_t step; take(&self->own, &step) || steal(self, &step);) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, self->number, chunk.first, chunk.count);
    }
    job_end(job, self->number);
    return NULL;
}

static int open_crew(struct pool *pool)
{
    if (pool->job->schedule->steps >= CLOSED)
        return job_say(pool->job, EOVERFLOW, "it takes at most 2^32 chunks: set a larger one");
    size_t bytes = pool->workers * sizeof(struct worker);
    pool->state = aligned_alloc(alignof(struct worker), bytes);
    if (pool->state == NULL)
        return ENOMEM;
    memset(pool->state, 0, bytes);
    return 0;
}

/* Gives each worker its part, before any can steal. */
static void deal(struct pool *pool)
{
    struct worker *workers = pool->state;
    unsigned active = pool_active_workers(pool);
    for (unsigned i = 0; i < active; i++) {
        struct chunk slice = schedule_slice(pool->job->schedule->steps, active, i);
        workers[i].pool = pool;
        workers[i].number = i;
        put(&workers[i].own,
            (struct range){ (uint32_t)slice.first, (uint32_t)(slice.first + slice.count) });
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
        put(&workers[i].own, (struct range){ CLOSED, CLOSED });
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
    .traits = TRAIT_THREADS | TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULE_BIT(SCHEDULE_SELF) | SCHEDULE_BIT(SCHEDULE_FIXED),
    .schedule = SCHEDULE_SELF,
    .schedules_why = "a worker cuts its own range, and no common rest says how large a chunk is",
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
