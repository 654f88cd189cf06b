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
 *          cost alike, layout=cyclic deals them out in turn and recovers most of it.
 * Differs  from serial by one idea: fork copies the program with its whole work list, so a copy
 *          only needs to know its number. This is the `parallel(func, work_array)` of 2014 that
 *          started forkscale.
 * See      fork(2), wait(2), _exit(2)
 */
#include "strategy.h"
#include <unistd.h>

enum { LAYOUT };
enum layout { BLOCK, CYCLIC };

static noreturn void child(struct pool *pool, unsigned worker, unsigned crew)
{
    struct job *job = pool->job;
    worker_enter(job);
    if (pool->values[LAYOUT].number == BLOCK) {
        struct chunk slice = schedule_slice(job->items, crew, worker);
        job_run(job, worker, slice.first, slice.count);
    } else {
        for (uint64_t item = worker; item < job->items; item += crew)
            job_run(job, worker, item, 1);
    }
    /* Not return, not exit: a child that came back would be a second caller. */
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned crew = pool_active_workers(pool);
    unsigned started = 0;
    int error = 0;
    for (; started < crew; started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0)
            child(pool, started, crew);
        worker_started(job, started, pid);
    }
    if (error == 0)
        return worker_wait_all(job, started);
    /* Without the others, what those that did start would finish is half a run. */
    worker_end_all(job, started);
    return error;
}

static const struct tunable tunables[] = {
    [LAYOUT] = { .name = "layout",
                 .choices = "block|cyclic",
                 .default_value = BLOCK,
                 .help = "which items a worker gets: neighbours, or every workers-th" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "fork once per run, each child does its own part",
    .tunables = tunables,
    .run = run,
};
