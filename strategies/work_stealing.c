/* SPDX-License-Identifier: MIT */
/* work_stealing: each child begins with a part of its own; one that has finished it steals half of
 * the fullest part.
 *
 *     child 0    0 1 2 3 │ 4 5 6 7         takes from the front: 0, 1 …
 *     child 1    8 9 ─ empty               takes the back half of the fullest: 6 7
 *     child 2    10 11 12 │ 13 14
 *
 * Costs    fork_static's forks. A claim is one compare-and-swap of a line that no other touches
 *          until it steals: with two workers some two thirds of a claim from threads' counter, and
 *          as much where only one claims. A theft looks at every part and moves half of one, so
 *          thefts are few: tens in a run.
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

/* Both ends in one word: owner and thief swap it whole, so they never take the same unit. A word
 * that has returned to an old value holds the same units again, so a late swap does no harm. */
struct range {
    uint32_t begin;
    uint32_t end;
};

/* In pool->shared, one per worker, each with lines of its own. */
struct part {
    alignas(CACHE_PAIR) _Atomic struct range range;
};

/* Ranges count units: one item each, or a few more when there are more than 2³² − 2 items. */
static uint64_t unit_items(const struct job *job)
{
    return job->items / UINT32_MAX + 1;
}

static uint32_t left(struct range range)
{
    return range.end - range.begin;
}

/* From the front of the worker's own part: up to `most` units. */
static bool take(struct part *own, uint32_t most, struct range *taken)
{
    struct range now = atomic_load(&own->range);
    struct range rest;
    do {
        uint32_t count = left(now) < most ? left(now) : most;
        if (count == 0)
            return false;
        *taken = (struct range){ .begin = now.begin, .end = now.begin + count };
        rest = (struct range){ .begin = taken->end, .end = now.end };
    } while (!atomic_compare_exchange_weak(&own->range, &now, rest));
    return true;
}

/* Moves the back half of the fullest part, or its last unit, to the worker's own. That is empty, so
 * no other thief writes to it. Returns false when all are empty. Units that another thief is moving
 * are in no part; that thief runs them. */
static bool steal(struct part *parts, unsigned workers, struct part *own)
{
    for (;;) {
        struct part *victim = own;
        struct range most = { 0 };
        for (struct part *part = parts; part < parts + workers; part++) {
            struct range range = atomic_load(&part->range);
            if (left(range) <= left(most))
                continue;
            victim = part;
            most = range;
        }
        if (left(most) == 0)
            return false;
        uint32_t half = most.begin + left(most) / 2;
        struct range rest = { .begin = most.begin, .end = half };
        struct range stolen = { .begin = half, .end = most.end };
        if (!atomic_compare_exchange_strong(&victim->range, &most, rest))
            continue;
        atomic_store(&own->range, stolen);
        return true;
    }
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct part *parts = pool->shared;
    uint64_t unit = unit_items(job);
    uint32_t size = (uint32_t)((job->schedule->chunk + unit - 1) / unit);
    worker_enter(job);
    do
        for (struct range taken; take(&parts[worker], size, &taken);) {
            uint64_t first = taken.begin * unit;
            uint64_t end = taken.end * unit < job->items ? taken.end * unit : job->items;
            job_run(job, worker, first, end - first);
        }
    while (steal(parts, pool_active_workers(pool), &parts[worker]));
    worker_exit(job, worker, 0);
}

/* Gives each worker its part, before any can steal. */
static void deal(struct pool *pool)
{
    struct part *parts = pool->shared;
    unsigned workers = pool_active_workers(pool);
    uint64_t unit = unit_items(pool->job);
    uint64_t units = (pool->job->items + unit - 1) / unit;
    for (unsigned worker = 0; worker < workers; worker++) {
        struct chunk slice = schedule_slice(units, workers, worker);
        struct range range = { .begin = (uint32_t)slice.first,
                               .end = (uint32_t)(slice.first + slice.count) };
        atomic_store(&parts[worker].range, range);
    }
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
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
    .traits = TRAIT_DYNAMIC,
    .shared_bytes_per_worker = sizeof(struct part),
    .schedules = SCHEDULE_BIT(SCHEDULE_SELF) | SCHEDULE_BIT(SCHEDULE_FIXED),
    .schedule = SCHEDULE_SELF,
    .schedules_why = "chunks of one size are cut from many parts, not from one sequence",
    .run = run,
};
