/* SPDX-License-Identifier: MIT */
/* openmp: the compiler makes the team; one line says that the items of a loop are shared.
 *
 *     open      #pragma omp parallel        libgomp creates workers − 1 threads and keeps them
 *     caller    ├ 0 ── 3 ── 5 ─┐
 *     thread 1  ├ 1 ── 4 ──────┤ barrier    #pragma omp for: who takes which item follows from
 *     thread 2  └ 2 ───── 6 ───┘            schedule(runtime), which run sets
 *     close     omp_pause_resource_all      libgomp joins them
 *
 * Costs    a thirtieth of thread_pool's gate, when runs follow each other closely: libgomp spins
 *          for some 5 ms after each run, unless OMP_WAIT_POLICY=passive. A program does not see its
 *          chunks, so each item pays for the bookkeeping of one: with chunk=16 and items of 10 ns
 *          it takes a sixth more time than thread_pool.
 * Fails    by ending the caller: where it cannot create a thread, libgomp calls exit
 *          (openmp.known).
 * Differs  from thread_pool by one idea: team, gate and schedules are the compiler's. The threads
 *          belong to the thread that calls: two pools share them, and the close of one ends them.
 * See      OpenMP 5.0, sections 2.9.2 (loops) and 3.2.44 (omp_pause_resource_all)
 * Flags: -fopenmp
 */
#include "strategy.h"
#include <omp.h>

/* OpenMP's names for schedules. */
static const omp_sched_t kinds[SCHEDULE_KINDS] = {
    [SCHEDULE_BLOCK] = omp_sched_static,  [SCHEDULE_CYCLIC] = omp_sched_static,
    [SCHEDULE_SELF] = omp_sched_dynamic,  [SCHEDULE_FIXED] = omp_sched_dynamic,
    [SCHEDULE_GUIDED] = omp_sched_guided,
};

/* In each thread of a team. */
static void work(struct job *job)
{
    unsigned worker = (unsigned)omp_get_thread_num();
/* nowait: a worker ends when no item is left for it; the barrier is that of the region. */
#pragma omp for schedule(runtime) nowait
    for (uint64_t item = 0; item < job->items; item++)
        job_run(job, worker, item, 1);
    job_end(job, worker);
}

/* Refuses a team that is smaller than asked for. */
static int expect_team(struct job *job, unsigned asked, unsigned team)
{
    if (team == asked)
        return 0;
    return job_say(job, EAGAIN,
                   "OpenMP made a team of %u, not %u: OMP_THREAD_LIMIT or OMP_DYNAMIC is set, or "
                   "this is inside of another team",
                   team, asked);
}

static int open_team(struct pool *pool)
{
    unsigned active = pool_active_workers(pool);
    unsigned team = 0;
    /* A team for nothing but to be there: its threads wait for the next one. Each allocates once,
     * so that its arena is not new when libgomp ends it by pthread_exit, which allocates. */
    if (active == 0)
        return 0;
#pragma omp parallel num_threads(active)
    {
        omp_free(omp_alloc(1, omp_default_mem_alloc), omp_default_mem_alloc);
#pragma omp master
        team = (unsigned)omp_get_num_threads();
    }
    return expect_team(pool->job, active, team);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned active = pool_active_workers(pool);
    unsigned team = 0;
    if (active == 0)
        return 0;
    /* schedule(runtime) is a setting of the calling thread, which gets its own back. */
    omp_sched_t kind_before;
    int chunk_before;
    omp_get_schedule(&kind_before, &chunk_before);
    /* 0: OpenMP's own chunk, which under static is a block. */
    bool is_block = job->schedule->kind == SCHEDULE_BLOCK;
    omp_set_schedule(kinds[job->schedule->kind], is_block ? 0 : (int)job->schedule->chunk);
#pragma omp parallel num_threads(active)
    {
#pragma omp master
        team = (unsigned)omp_get_num_threads();
        if ((unsigned)omp_get_num_threads() == active)
            work(job);
    }
    omp_set_schedule(kind_before, chunk_before);
    return expect_team(job, active, team);
}

static int close_team(struct pool *pool)
{
    (void)pool;
    /* Inside of another team it does nothing, and there is nothing to do: its threads are not
     * ours. */
    (void)omp_pause_resource_all(omp_pause_hard);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "an OpenMP team, kept between runs, shares the items of a loop",
#ifdef __SANITIZE_THREAD__
    .unavailable = "ThreadSanitizer does not see the barriers of libgomp, and reports races",
#endif
    .traits = TRAIT_THREADS | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .schedules = SCHEDULES_STATIC | SCHEDULE_BIT(SCHEDULE_SELF) | SCHEDULE_BIT(SCHEDULE_FIXED) |
                 SCHEDULE_BIT(SCHEDULE_GUIDED),
    .schedule = SCHEDULE_SELF,
    .schedules_why = "OpenMP has static, dynamic and guided, and no other",
    .open = open_team,
    .run = run,
    .close = close_team,
};
