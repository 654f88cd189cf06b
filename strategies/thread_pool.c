/* SPDX-License-Identifier: MIT */
/* thread_pool: threads created once wait for each run on a condition variable.
 *
 *     open      create create           generation 0: the threads wait
 *     run       generation 1, wake all ───────────── wait ── return
 *     thread 0  └ claim ─ claim ─ claim ─ done: 1 left  │
 *     thread 1   └ claim ─ claim ─ claim ─ done: 0 left ┘
 *     close     stop, wake all ─ join join
 *
 * Costs    a create and a join per worker, once; then per worker and run a wake-up and two turns
 *          with the lock, about three quarters of threads' create and join. A claim is that of
 *          threads.
 * Fails    as threads do. The lock is one: all workers that a run wakes take it one after another.
 * Differs  from threads by one idea: the threads outlive the run, so each run needs a gate. The
 *          gate is a number, not the signal: a signal that nobody waits for is lost, a number is
 *          not.
 * See      pthread_cond_wait(3), pthread_cond_broadcast(3), pthread_mutex_lock(3)
 */
#include "strategy.h"
#include <pthread.h>
#include <stdlib.h>

struct worker {
    pthread_t thread;
    struct pool *pool;
    unsigned number;
};

struct crew {
    pthread_mutex_t lock;  /* guards generation, busy and is_closing */
    pthread_cond_t gate;   /* a run has begun, or the pool closes */
    pthread_cond_t finish; /* the last worker of a run is done */
    uint64_t generation;   /* runs that have begun */
    unsigned busy;         /* workers that are not done with the last of them */
    bool is_closing;
    unsigned started;
    struct worker workers[];
};

/* Sleeps until a run that this worker has not seen begins. Returns false when the pool closes. */
static bool await_run(struct crew *crew, uint64_t *seen)
{
    pthread_mutex_lock(&crew->lock);
    /* The test and the wait are one step under the lock. A run that began between them would wake
     * nobody, and its worker would sleep through it. */
    while (crew->generation == *seen && !crew->is_closing)
        pthread_cond_wait(&crew->gate, &crew->lock);
    *seen = crew->generation;
    bool is_open = !crew->is_closing;
    pthread_mutex_unlock(&crew->lock);
    return is_open;
}

static void report_done(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    if (--crew->busy == 0)
        pthread_cond_signal(&crew->finish);
    pthread_mutex_unlock(&crew->lock);
}

static void *work(void *argument)
{
    const struct worker *self = argument;
    struct job *job = self->pool->job;
    struct crew *crew = self->pool->state;
    for (uint64_t seen = 0; await_run(crew, &seen);) {
        for (struct chunk chunk; job_claim(job, self->number, &chunk);)
            job_run(job, self->number, chunk.first, chunk.count);
        job_end(job, self->number);
        report_done(crew);
    }
    return NULL;
}

static int open_crew(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew + pool->workers * sizeof *crew->workers);
    if (crew == NULL)
        return ENOMEM;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->gate, NULL);
    pthread_cond_init(&crew->finish, NULL);
    pool->state = crew;
    while (crew->started < pool_active_workers(pool)) {
        struct worker *worker = &crew->workers[crew->started];
        *worker = (struct worker){ .pool = pool, .number = crew->started };
        int error = pthread_create(&worker->thread, NULL, work, worker);
        if (error != 0)
            return job_fail(pool->job, "pthread_create", error);
        crew->started++;
    }
    return 0;
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    job_restart(pool->job);
    pthread_mutex_lock(&crew->lock);
    crew->busy = crew->started;
    crew->generation++;
    /* Not signal, which may wake one only: all wait on the same condition. */
    pthread_cond_broadcast(&crew->gate);
    while (crew->busy > 0)
        pthread_cond_wait(&crew->finish, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    return 0;
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (crew == NULL)
        return 0;
    pthread_mutex_lock(&crew->lock);
    crew->is_closing = true;
    pthread_cond_broadcast(&crew->gate);
    pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->started; i++)
        pthread_join(crew->workers[i].thread, NULL);
    pthread_cond_destroy(&crew->finish);
    pthread_cond_destroy(&crew->gate);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
    pool->state = NULL;
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "pthreads created once wait for each run on a condition variable",
    .traits = TRAIT_THREADS | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
