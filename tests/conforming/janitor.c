/* SPDX-License-Identifier: MIT */
/* janitor: a process beside the workers, which runs no items and ends when the caller says so or
 * dies. */
#include "conforming.h"

struct janitor {
    pid_t pid;
    int lifeline;
};

static int open_janitor(struct pool *pool)
{
    struct pipe_ends ends;
    struct janitor *janitor = calloc(1, sizeof *janitor);
    if (janitor == NULL)
        return ENOMEM;
    pool->state = janitor;
    janitor->lifeline = -1;
    int error = pipe_open(&ends);
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    janitor->pid = fork();
    if (janitor->pid == 0) {
        char nothing;
        fd_close(&ends.write);
        worker_enter(pool->job);
        (void)read_whole(ends.read, &nothing, 1);
        _exit(0);
    }
    error = janitor->pid < 0 ? errno : 0;
    fd_close(&ends.read);
    janitor->lifeline = ends.write;
    return error == 0 ? 0 : job_fail(pool->job, "fork", error);
}

static void child(struct pool *pool, unsigned worker)
{
    struct janitor *janitor = pool->state;
    fd_close(&janitor->lifeline);
    work(pool->job, worker);
}

static int run(struct pool *pool)
{
    job_restart(pool->job);
    return fork_each(pool, child);
}

static int close_janitor(struct pool *pool)
{
    struct janitor *janitor = pool->state;
    if (janitor == NULL)
        return 0;
    /* Not an end of file: the janitor of another pool may hold the pipe, too. */
    if (janitor->lifeline >= 0)
        (void)write_whole(janitor->lifeline, "q", 1);
    fd_close(&janitor->lifeline);
    while (janitor->pid > 0 && waitpid(janitor->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    free(janitor);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a janitor process beside the workers",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_janitor,
    .run = run,
    .close = close_janitor,
};
