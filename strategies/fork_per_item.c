/* SPDX-License-Identifier: MIT */
/* fork_per_item: a child for each chunk, at most P alive at a time; what Perl's
 * Parallel::ForkManager does.
 *
 *     parent    fork fork ── wait fork ── wait fork ── wait fork ── wait wait
 *     number 0     └ 0 _exit    └ 2 _exit             └ 4 _exit
 *     number 1        └─── 1 _exit       └ 3 ─── _exit
 *
 * Costs    a fork, an exit and a wait per chunk: 0.13 ms, some 500 times pipe_queue's read.
 *          The parent forks one at a time, so no number of workers makes more chunks a second than
 *          one parent can fork.
 * Fails    to pay for items below a millisecond, unless schedule or chunk make chunks of them.
 * Differs  from pipe_queue by one idea: a child never comes back for more. fork itself hands over
 *          the chunk, so there is no queue and no message, and what an item does to its process
 *          (memory it leaks, a directory it changes) is gone with that item.
 * See      fork(2), pidfd_open(2), Parallel::ForkManager(3pm), xargs(1) on -P
 */
#include "strategy.h"
#include <unistd.h>

static noreturn void child(struct job *job, struct watch *watch, unsigned worker,
                           struct chunk chunk)
{
    worker_enter(job);
    watch_leave(watch);
    job_run(job, worker, chunk.first, chunk.count);
    /* ForkManager's finish. A child that went on would fork the rest of the items as well. */
    worker_exit(job, worker, 0);
}

static int start(struct job *job, struct watch *watch, unsigned worker, struct chunk chunk)
{
    pid_t pid = fork();
    if (pid < 0)
        return job_fail(job, "fork", errno);
    if (pid == 0)
        child(job, watch, worker, chunk);
    worker_started(job, worker, pid);
    return watch_worker(watch, worker);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    struct watch watch = { .job = job, .started = pool->workers };
    int error = watch_open(&watch);
    for (uint64_t step = 0; step < job->schedule->steps && error == 0; step++) {
        struct watch_event event = { .worker = (unsigned)step };
        /* All numbers are taken: the next child gets that of the first to end. */
        if (step >= pool->workers)
            error = watch_next(&watch, &event);
        if (error == 0)
            error = start(job, &watch, event.worker, schedule_chunk(job->schedule, step));
    }
    return watch_close(&watch, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "fork a child for each chunk, at most one per worker at a time",
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "a chunk goes to the first child that can be forked, whatever its number",
    .run = run,
};
