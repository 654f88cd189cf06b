/* SPDX-License-Identifier: MIT */
/* work_stealing: each child begins with a part of its own; one that has finished it steals half of
 * the fullest part.
 *
 *     part 0     0 1 2 3 4 │ 5 6 7 8 9   part 1
 *     child 0    0 1 2 3 4                 its own, from the front
 *                8 9                       the back half of part 1, in one step
 *     child 1    5 6 7                     its own, as much as is left
 *
 * Costs    fork_static's forks. A claim is one compare-and-swap of a line that no other touches
 *          until it steals: two workers with items of 10 ns take a quarter of the time of
 *          shared_counter. A theft looks at every part and moves half of one, so thefts are few:
 *          tens in a run.
 * Fails    to beat fork_static where all parts cost the same; and near the end, when all idle
 *          workers look for the last items at once.
 * Differs  from fork_static by one idea: parts are ranges in shared memory, from which others may
 *          take. Unlike at a queue, workers share no word until one runs out of work.
 * See      Blumofe & Leiserson 1999; Frigo, Leiserson & Randall 1998, whose two ends take two words
 */
#include "kit/board.h"
#include "strategy.h"
#include <stdatomic.h>
#include <unistd.h>

/* Steps of the schedule. Both ends are one word: owner and thief swap it whole, so they never take
 * the same step. A word that has returned to an old value holds the same steps again, so a late
 * swap does no harm. */
struct range {
    uint32_t first;
    uint32_t end;
};

/* In pool->shared, one per worker, each with lines of its own. */
struct part {
    alignas(CACHE_PAIR) _Atomic struct range range;
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
static struct part *fullest(struct part *parts, unsigned workers, struct range *most)
{
    struct part *victim = parts;
    *most = (struct range){ 0 };
    for (struct part *part = parts; part < parts + workers; part++) {
        struct range range = look(part);
        if (left(range) <= left(*most))
            continue;
        victim = part;
        *most = range;
    }
    return victim;
}

/* Takes the middle step of the fullest part, and moves those behind it to the worker's own, which
 * is empty. So each theft is progress: two thieves could else take one step from each other for
 * ever. Steps that another thief is moving are in no part; that thief runs them. Returns false when
 * all parts are empty. */
static bool steal(struct part *parts, unsigned workers, struct part *own, uint32_t *step)
{
    for (;;) {
        struct range range;
        struct part *victim = fullest(parts, workers, &range);
        if (left(range) == 0)
            return false;
        uint32_t middle = range.first + left(range) / 2;
        if (!swap(victim, &range, (struct range){ range.first, middle }))
            continue;
        *step = middle;
        put(own, (struct range){ middle + 1, range.end }); /* no thief writes to an empty part */
        return true;
    }
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct part *parts = pool->shared;
    struct part *own = &parts[worker];
    worker_enter(job);
    for (uint32_t step; take(own, &step) || steal(parts, pool_active_workers(pool), own, &step);) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, 0);
}

/* Gives each worker its part, before any can steal. */
static void deal(struct pool *pool)
{
    struct part *parts = pool->shared;
    unsigned workers = pool_active_workers(pool);
    for (unsigned worker = 0; worker < workers; worker++) {
        struct chunk slice = schedule_slice(pool->job->schedule->steps, workers, worker);
        put(&parts[worker],
            (struct range){ (uint32_t)slice.first, (uint32_t)(slice.first + slice.count) });
    }
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    if (job->schedule->steps > UINT32_MAX)
        return job_say(job, EOVERFLOW, "it takes at most 2^32 chunks: set a larger one");
    deal(pool);
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0)
            child(pool, started);
        worker_started(job, started, pid);
    }
    if (error == 0)
        return worker_wait_all(job, started);
    worker_end_all(job, started);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run, an idle one steals half of the fullest part",
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .shared_bytes_per_worker = sizeof(struct part),
    .schedules = SCHEDULE_BIT(SCHEDULE_SELF) | SCHEDULE_BIT(SCHEDULE_FIXED),
    .schedule = SCHEDULE_SELF,
    .schedules_why = "chunks of one size are cut from many parts, not from one sequence",
    .run = run,
};
