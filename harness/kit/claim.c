/* SPDX-License-Identifier: MIT */
/* Claims: which worker gets the next chunk of the job's schedule. */
#include "kit/claim.h"
#include "kit/board.h"

void job_restart(struct job *job)
{
    atomic_store_explicit(&job->board->next, 0, memory_order_relaxed);
    for (unsigned worker = 0; worker < job->workers; worker++)
        job->slots[worker].claims = 0;
}

/* Does each worker's first chunk belong to it, as step `worker`? Under awf the sizes follow from
 * who claims. */
static bool has_firsts(const struct job *job)
{
    return job->schedule->kind != SCHEDULE_AWF;
}

void job_restart_behind(struct job *job, unsigned workers)
{
    _Atomic uint64_t *next = &job->board->next;
    uint64_t first = has_firsts(job) ? workers : 0;
    /* Not written in each run where no claim can succeed: then its line stays in the caller's
     * cache. */
    if (job_has_claims(job, workers) ||
        atomic_load_explicit(next, memory_order_relaxed) < job->schedule->steps)
        atomic_store_explicit(next, first, memory_order_relaxed);
}

bool job_has_claims(const struct job *job, unsigned workers)
{
    return !has_firsts(job) || job->schedule->steps > workers;
}

struct chunk job_first(const struct job *job, unsigned worker)
{
    return has_firsts(job) ? schedule_chunk(job->schedule, worker) : (struct chunk){ 0 };
}

bool job_claim_first(struct job *job, unsigned worker, struct chunk *chunk)
{
    *chunk = (struct chunk){ 0 };
    if (!job_has_worker(job, worker))
        return false;
    job->slots[worker].claims = 1;
    *chunk = job_first(job, worker);
    return has_firsts(job) ? chunk->count > 0 : job_claim(job, worker, chunk);
}

void job_exhaust(struct job *job)
{
    /* Half of the range: the additions of claims that fail do not wrap it. */
    atomic_store_explicit(&job->board->next, UINT64_MAX / 2, memory_order_relaxed);
}

/* Measured rate over the mean rate of the workers that have finished a chunk; 1 before. */
static double weight(const struct job *job, unsigned worker)
{
    double sum = 0;
    unsigned measured = 0;
    double own = 0;
    for (unsigned i = 0; i < job->workers; i++) {
        struct slot *slot = &job->slots[i];
        uint64_t items = atomic_load_explicit(&slot->timed_items, memory_order_relaxed);
        uint64_t time = atomic_load_explicit(&slot->timed_ns, memory_order_relaxed);
        if (items == 0 || time == 0)
            continue;
        double rate = (double)items / (double)time;
        sum += rate;
        measured++;
        if (i == worker)
            own = rate;
    }
    return own > 0 ? own * measured / sum : 1;
}

/* Not inlined, like claim_other: then the registers that it needs cost no other claim anything. */
__attribute__((noinline)) static struct chunk claim_weighted(struct job *job, unsigned worker)
{
    _Atomic uint64_t *next = &job->board->next;
    double share = weight(job, worker);
    uint64_t first = atomic_load_explicit(next, memory_order_relaxed);
    struct chunk chunk;
    do
        chunk = schedule_weighted(job->schedule, first, share);
    while (chunk.count > 0 &&
           !atomic_compare_exchange_weak_explicit(next, &first, first + chunk.count,
                                                  memory_order_relaxed, memory_order_relaxed));
    return chunk;
}

/* The next step of the counter that all workers share. Relaxed: a claim orders nothing but itself;
 * what starts and ends the workers orders results. */
static inline uint64_t take_step(struct job *job)
{
    return atomic_fetch_add_explicit(&job->board->next, 1, memory_order_relaxed);
}

__attribute__((noinline)) static bool claim_other(struct job *job, unsigned worker,
                                                  struct chunk *chunk)
{
    const struct schedule *schedule = job->schedule;
    *chunk = (struct chunk){ 0 };
    if (!job_has_worker(job, worker))
        return false;
    if (schedule_is_static(schedule))
        *chunk = schedule_chunk(schedule, worker + job->slots[worker].claims++ * job->workers);
    else if (schedule->kind == SCHEDULE_AWF)
        *chunk = claim_weighted(job, worker);
    else
        *chunk = schedule_chunk(schedule, take_step(job));
    return chunk->count > 0;
}

bool job_claim(struct job *job, unsigned worker, struct chunk *chunk)
{
    const struct schedule *schedule = job->schedule;
    if (!schedule->is_even || worker >= job->workers)
        return claim_other(job, worker, chunk);
    /* Small chunks of one size are claimed most often: what schedule_chunk does, without a call. */
    uint64_t step = take_step(job);
    if (step >= schedule->steps) {
        chunk->count = 0;
        return false;
    }
    uint64_t first = step * schedule->chunk;
    uint64_t left = schedule->items - first;
    chunk->first = first;
    chunk->count = left < schedule->chunk ? left : schedule->chunk;
    return true;
}
