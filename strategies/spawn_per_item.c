/* SPDX-License-Identifier: MIT */
/* spawn_per_item: a fresh program for each chunk, at most P alive at a time; what a shell script
 * does with xargs -P.
 *
 *     parent    spawn spawn ─────── wait spawn ── wait spawn ───── wait wait
 *     number 0     └ exec load 0 _exit     └ exec load 2 _exit
 *     number 1           └ exec load 1 ── _exit        └ exec load 3 _exit
 *
 * Costs    a spawn, an exec and a wait per chunk: 0.8 ms, about six times fork_per_item's. Most
 *          of it is the new program's: it loads libc and two modules, maps the board and creates
 *          the input, for one chunk.
 * Fails    to pay for items below tens of milliseconds, unless schedule or chunk make chunks of
 *          them; and when the input is expensive to create.
 * Differs  from fork_per_item by one idea: nothing is inherited, so the program finds its input by
 *          creating it and its chunk by a claim on the board. Unlike there, it does not matter what
 *          the caller has mapped, locked or open.
 * See      posix_spawn(3), execve(2), pidfd_open(2), xargs(1) on -P
 */
#include "strategy.h"
#include <spawn.h>
#include <stdio.h>
#include <unistd.h>

/* The worker's program. As many are spawned as there are chunks, so each claims one. */
static int serve(struct pool *pool, unsigned worker)
{
    struct chunk chunk;
    if (job_claim(pool->job, worker, &chunk))
        job_run(pool->job, worker, chunk.first, chunk.count);
    return 0;
}

static int spawn(struct pool *pool, unsigned worker)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    /* All other descriptors are close-on-exec. */
    error = posix_spawn_file_actions_adddup2(&actions, pool->board_fd, WORKER_BOARD);
    snprintf(pool->worker_number, WORKER_NUMBER_BYTES, "%u", worker);
    if (error == 0)
        error = posix_spawn(&pid, pool->worker_argv[0], &actions, NULL, pool->worker_argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0)
        worker_started(pool->job, worker, pid);
    return error;
}

static int start(struct pool *pool, struct watch *watch, unsigned worker)
{
    int error = spawn(pool, worker);
    return error == 0 ? watch_worker(watch, worker) : job_fail(pool->job, "posix_spawn", error);
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    struct watch watch = { .job = job, .started = pool->workers };
    job_restart(job);
    int error = watch_open(&watch);
    for (uint64_t step = 0; step < job->schedule->steps && error == 0; step++) {
        struct watch_event event = { .worker = (unsigned)step };
        /* All numbers are taken: the next program gets that of the first to end. */
        if (step >= pool->workers)
            error = watch_next(&watch, &event);
        if (error == 0)
            error = start(pool, &watch, event.worker);
    }
    return watch_close(&watch, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "spawn a fresh program for each chunk, at most one per worker at a time",
    .traits = TRAIT_EXEC | TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "the caller counts the chunks, and any program may claim any of them",
    .run = run,
    .worker = serve,
};
