/* SPDX-License-Identifier: MIT */
/* threads: pthreads, created per run, claim chunks from one atomic counter.
 *
 *     counter     0→2→4→6→8→10
 *     thread 0  create ─ 0-1 ─ 4-5 ─ 8-9 ─ end
 *     thread 1  create ─── 2-3 ─── 6-7 ─── end
 *     caller    create create ──────────────── join join
 *
 * Costs    a create and a join per worker and run, a third of a fork, and whatever the caller has
 *          mapped; about 15 ns a claim when two threads meet at the counter.
 * Fails    as a whole: a crash in one item is the death of the process. Items must be thread-safe.
 * Differs  from pipe_queue by two ideas: workers share the address space, and the queue is a
 *          number. The process pools are compared with it.
 * See      pthread_create(3), pthread_join(3), <stdatomic.h>
 */
#include "strategy.h"
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { CHUNK };

struct worker {
    pthread_t thread;
    struct pool *pool;
    unsigned number;
};

/* The counter has cache lines to itself, or every claim would take the workers' lines away too. */
struct crew {
    alignas(128) _Atomic uint64_t next;
    alignas(128) struct worker workers[];
};

static void *work(void *argument)
{
    const struct worker *self = argument;
    struct job *job = self->pool->job;
    struct crew *crew = self->pool->state;
    uint64_t size = (uint64_t)self->pool->values[CHUNK].number;
    for (;;) {
        /* Relaxed: the claim orders nothing but itself; create and join order the results. The
         * counter ends at most workers × size past the items, far from overflow. */
        uint64_t first = atomic_fetch_add_explicit(&crew->next, size, memory_order_relaxed);
        struct chunk chunk = schedule_fixed(job->items, first, size);
        if (chunk.count == 0)
            break;
        job_run(job, self->number, chunk.first, chunk.count);
    }
    job_end(job, self->number);
    return NULL;
}

static int open_crew(struct pool *pool)
{
    size_t bytes = sizeof(struct crew) + pool->workers * sizeof(struct worker);
    bytes += alignof(struct crew) - bytes % alignof(struct crew); /* as aligned_alloc wants it */
    pool->state = aligned_alloc(alignof(struct crew), bytes);
    return pool->state != NULL ? 0 : ENOMEM;
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    atomic_store_explicit(&crew->next, 0, memory_order_relaxed);
    unsigned started = 0;
    int error = 0;
    for (; started < pool_active_workers(pool); started++) {
        struct worker *worker = &crew->workers[started];
        *worker = (struct worker){ .pool = pool, .number = started };
        error = pthread_create(&worker->thread, NULL, work, worker);
        if (error != 0) {
            /* Those that run would do it all, but with fewer workers than were asked for: say so
             * instead. */
            atomic_store_explicit(&crew->next, pool->job->items, memory_order_relaxed);
            job_fail(pool->job, "pthread_create", error);
            break;
        }
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(crew->workers[i].thread, NULL);
    return error;
}

static int close_crew(struct pool *pool)
{
    free(pool->state);
    return 0;
}

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .min = 1,
                .max = 1 << 20,
                .default_value = 1,
                .help = "items that a worker claims at once" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "pthreads created per run claim chunks from one atomic counter",
    .traits = TRAIT_THREADS | TRAIT_DYNAMIC,
    .tunables = tunables,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
