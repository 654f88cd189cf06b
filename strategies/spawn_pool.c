/* SPDX-License-Identifier: MIT */
/* spawn_pool: workers are fresh programs, spawned once, which map the board and serve many runs.
 *
 *     open    spawn spawn            each worker: exec, load the modules, map the board
 *     run     go → socket 0, 1       workers claim chunks from a counter on the board,
 *             socket 0, 1 → done     and report when it is used up
 *     close   close the sockets      EOF: the worker leaves
 *
 * Costs    half a millisecond or more per worker in open, however large the caller is; two socket
 *          messages per worker and run. A claim is that of threads. Each worker creates the input
 *          again.
 * Fails    when the input cannot be created from its tunables: nothing is inherited.
 * Differs  from spawn_per_item by one idea: the programs outlive the run, so each run needs a gate
 *          and a finish line. Unlike in the forking pools, it does not matter what the caller has
 *          mapped, locked or open.
 * See      posix_spawn(3), socketpair(2), unix(7), mmap(2), pidfd_open(2), epoll(7)
 */
#include "strategy.h"
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct crew {
    struct watch watch; /* open until a worker is lost */
    int sockets[];      /* the caller's ends; −1 once closed */
};

static const char go = 'g';
static const char done = 'd';

static void claim_and_run(struct job *job, unsigned worker)
{
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    job_end(job, worker);
}

/* The worker's program: it reports that it is ready, and after each run that it is done. EOF, from
 * a caller that closes the pool or is gone, ends it. */
static int serve(struct pool *pool, unsigned worker)
{
    char message;
    int error = write_whole(WORKER_CHANNEL, &done, 1);
    while (error == 0 && (error = read_whole(WORKER_CHANNEL, &message, 1)) == 0) {
        claim_and_run(pool->job, worker);
        error = write_whole(WORKER_CHANNEL, &done, 1);
    }
    return error == ENODATA ? 0 : error;
}

/* Spawns the next worker, with its socket. */
static int start(struct pool *pool, struct crew *crew)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(pool->job, "socketpair", errno);
    unsigned worker = crew->watch.started++;
    crew->sockets[worker] = ends[0];
    snprintf(pool->worker_number, WORKER_NUMBER_BYTES, "%u", worker);

    /* All other descriptors are close-on-exec: a worker that held a sibling's socket would keep
     * that sibling's EOF from ever coming. */
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int error = posix_spawn_file_actions_init(&actions);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, ends[1], WORKER_CHANNEL);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, pool->board_fd, WORKER_BOARD);
    if (error == 0)
        error = posix_spawn(&pid, pool->worker_argv[0], &actions, NULL, pool->worker_argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    fd_close(&ends[1]);
    if (error != 0)
        return job_fail(pool->job, "posix_spawn", error);
    worker_started(pool->job, worker, pid);
    return 0;
}

/* Waits until every worker has reported. After a failure it ends the others, which would wait
 * forever. */
static int gather(struct crew *crew)
{
    struct watch_event event;
    char message;
    for (unsigned missing = crew->watch.started; missing > 0;) {
        int error = watch_next(&crew->watch, &event);
        if (error != 0 || event.has_ended)
            return watch_close(&crew->watch, error != 0 ? error : ENODATA);
        if (read_whole(crew->sockets[event.worker], &message, 1) == 0)
            missing--;
        else
            watch_drop(&crew->watch, &crew->sockets[event.worker]); /* the worker ends, too */
    }
    return 0;
}

static int open_crew(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew + pool->workers * sizeof *crew->sockets);
    if (crew == NULL)
        return ENOMEM;
    pool->state = crew;
    crew->watch.job = pool->job;
    int error = 0;
    /* All are started before any is waited for: they load at the same time. */
    while (error == 0 && crew->watch.started < pool_active_workers(pool))
        error = start(pool, crew);
    if (error == 0)
        error = watch_open(&crew->watch);
    for (unsigned worker = 0; worker < crew->watch.started && error == 0; worker++)
        error = watch_add(&crew->watch, worker, crew->sockets[worker], EPOLLIN);
    return error == 0 ? gather(crew) : watch_close(&crew->watch, error);
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (!crew->watch.is_open)
        return job_fail(pool->job, "a pool that has lost a worker", EOWNERDEAD);
    job_restart(pool->job);
    /* A write fails when the worker is gone: gather finds the cause. */
    for (unsigned worker = 0; worker < crew->watch.started; worker++)
        (void)write_whole(crew->sockets[worker], &go, 1);
    return gather(crew);
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (crew == NULL)
        return 0;
    for (unsigned worker = 0; worker < crew->watch.started; worker++)
        watch_drop(&crew->watch, &crew->sockets[worker]);
    int error = watch_close(&crew->watch, 0);
    free(crew);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers spawned once as fresh programs claim chunks from a shared counter",
    .traits = TRAIT_EXEC | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_crew,
    .run = run,
    .close = close_crew,
    .worker = serve,
};
