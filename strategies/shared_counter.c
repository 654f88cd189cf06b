/* SPDX-License-Identifier: MIT */
/* shared_counter: children, forked once per run, claim chunks from one counter on the shared board.
 *
 *     board    next  0 → 1 → 2 → 3 → 4 → 5
 *     child 0  fork ── 0 ───── 2 ──── 4 ── none left, _exit
 *     child 1    fork ─── 1 ───── 3 ────── none left, _exit
 *     parent   fork fork ───────────────────────────────── wait wait
 *
 * Costs    fork_static's forks. A claim is one atomic addition and costs what it does in threads,
 *          about a third of pipe_queue's read. The parent feeds nobody and sleeps.
 * Fails    to pay for items of some nanoseconds, unless chunk is raised; where the children are to
 *          share no memory; where one line of cache serves dozens of them.
 * Differs  from pipe_queue by one idea: the queue is a number. What is in step s follows from s, so
 *          a claim only has to be unique; no system call, no lock, and no message that a worker
 *          that dies could leave half read. The code is that of fork_static: with memory shared,
 *          only the schedule decides whether chunks are dealt out or claimed.
 * See      fork(2), mmap(2) on MAP_SHARED, <stdatomic.h>
 */
#include "strategy.h"
#include <unistd.h>

static noreturn void child(struct job *job, unsigned worker)
{
    worker_enter(job);
    /* An addition, not a load and a store: between these a sibling would claim the same chunk. */
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    /* Before the first fork: the first child may be through before the second is there. */
    job_restart(job);
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0)
            child(job, started);
        worker_started(job, started, pid);
    }
    if (error == 0)
        return worker_wait_all(job, started);
    /* Those that run would do it all, but with fewer workers than were asked for. */
    worker_end_all(job, started);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run claim chunks from one shared counter",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
