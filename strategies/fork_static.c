/* SPDX-License-Identifier: MIT */
/* fork_static: fork once per run, and each child does its own part of the inherited work.
 *
 *     parent   fork fork ─────────── wait wait
 *     child 0      └ 0 1 2 3 4 _exit
 *     child 1           └ 5 6 7 8 9 _exit
 *
 * Costs    a fork and a wait per worker and run; fork grows with what the parent has touched. No
 *          communication at all: the items are inherited, the results lie on the shared board.
 * Fails    to balance: nothing moves an item from a busy child to an idle one. Where neighbours
 *          cost alike, schedule=cyclic deals them out in turn and recovers most of it.
 * Differs  from serial by one idea: fork copies the program with its whole work list, so a copy
 *          only needs to know its number. This is the `parallel(func, work_array)` of 2014 that
 *          started forkscale.
 * See      fork(2), wait(2), _exit(2)
 */
#include "strategy.h"
#include <unistd.h>

static noreturn void child(struct job *job, unsigned worker)
{
    worker_enter(job);
    /* A static schedule: what a worker claims follows from its number. */
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    /* Not return, not exit: a child that came back would be a second caller. */
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
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
    /* Without the others, what those that did start would finish is half a run. */
    worker_end_all(job, started);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "fork once per run, each child does its own part",
    .schedules = SCHEDULES_STATIC,
    .schedule = SCHEDULE_BLOCK,
    .schedules_why = "each child must know its part before it is forked",
    .run = run,
};
