/* SPDX-License-Identifier: MIT */
/* vfork_exec: workers are programs started by vfork and exec; the exit status of the child says that
 * exec failed. */
#include "conforming.h"
#include <stdio.h>

enum { NO_PROGRAM = 127 };

static int serve(struct pool *pool, unsigned worker)
{
    for (struct chunk chunk; job_claim(pool->job, worker, &chunk);)
        job_run(pool->job, worker, chunk.first, chunk.count);
    return 0;
}

static pid_t start(struct pool *pool, unsigned worker)
{
    int board = pool->board_fd;
    char *const *argv = pool->worker_argv;
    snprintf(pool->worker_number, WORKER_NUMBER_BYTES, "%u", worker);
    pid_t pid = vfork();
    if (pid == 0) {
        /* Only calls that are safe in a child of vfork. */
        if (dup2(board, WORKER_BOARD) >= 0)
            execv(argv[0], argv);
        _exit(NO_PROGRAM);
    }
    return pid;
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    unsigned started = 0;
    int error = 0;
    job_restart(job);
    for (; started < pool_active_workers(pool); started++) {
        pid_t pid = start(pool, started);
        if (pid < 0) {
            error = job_fail(job, "vfork", errno);
            break;
        }
        worker_started(job, started, pid);
    }
    return finish(job, started, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "programs started by vfork and exec",
    .traits = TRAIT_EXEC | TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
    .worker = serve,
};
