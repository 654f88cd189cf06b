/* SPDX-License-Identifier: MIT */
/* threads: pthreads, created per run, claim chunks from one atomic counter.
 *
 *     counter     0→2→4→6→8→10
 *     thread 0  create ─ 0-1 ─ 4-5 ─ 8-9 ─ end
 *     thread 1  create ─── 2-3 ─── 6-7 ─── end
 *     caller    create create ──────────────── join join
 *
 * Costs    a create and a join per worker and run, a quarter of fork_static's forks, whatever the
 *          caller has mapped. Two threads take eight times serial's time for items of 10 ns, one a
 *          chunk: they meet at the counter and where neighbouring results share a line of cache. So
 *          does a bare loop. With fixed:8 a chunk is a line of results: a sixth of that time.
 * Fails    as a whole: a crash in one item is the death of the process. Items must be thread-safe.
 * Differs  from shared_counter by one idea: workers share the address space. The process pools are
 *          compared with it.
 * See      pthread_create(3), pthread_join(3), <stdatomic.h>
 */
#include "strategy.h"
#include <pthread.h>
#include <stdlib.h>

struct worker {
    pthread_t thread;
    struct pool *pool;
    unsigned number;
};

static void *work(void *argument)
{
    const struct worker *self = argument;
    struct job *job = self->pool->job;
    for (struct chunk chunk; job_claim(job, self->number, &chunk);)
        job_run(job, self->number, chunk.first, chunk.count);
    job_end(job, self->number);
    return NULL;
}

static int open_crew(struct pool *pool)
{
    pool->state = calloc(pool->workers, sizeof(struct worker));
    return pool->state != NULL ? 0 : ENOMEM;
}

static int run(struct pool *pool)
{
    struct worker *workers = pool->state;
    unsigned started = 0;
    int error = 0;
    job_restart(pool->job);
    for (; started < pool_active_workers(pool); started++) {
        struct worker *worker = &workers[started];
        *worker = (struct worker){ .pool = pool, .number = started };
        error = pthread_create(&worker->thread, NULL, work, worker);
        if (error != 0) {
            /* Those that run would do it all, but with fewer workers than were asked for: say so
             * instead. */
            job_exhaust(pool->job);
            job_fail(pool->job, "pthread_create", error);
            break;
        }
    }
    for (unsigned i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    return error;
}

static int close_crew(struct pool *pool)
{
    free(pool->state);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "pthreads created per run claim chunks from one atomic counter",
    .traits = TRAIT_THREADS | TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
