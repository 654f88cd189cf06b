/* SPDX-License-Identifier: MIT */
/* What the strategies of this folder share. Each is legal and of unusual construction, and keeps
 * every property: what it differs by stands in its own file. */
#ifndef FORKSCALE_TESTS_CONFORMING_H
#define FORKSCALE_TESTS_CONFORMING_H

#include "kit/board.h"
#include "strategy.h"
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* In a worker, after worker_enter: claims until there is no more. */
static inline noreturn void work(struct job *job, unsigned worker)
{
    for (struct chunk chunk; job_claim(job, worker, &chunk);)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, 0);
}

/* After all have been started, or a start has failed with `error`. */
static inline int finish(struct job *job, unsigned started, int error)
{
    if (error == 0)
        return worker_wait_all(job, started);
    worker_end_all(job, started);
    return error;
}

/* A run that makes its workers as fork does, by `call`, each of which lives in `child`. */
typedef void child_function(struct pool *pool, unsigned worker);

static inline int make_each(struct pool *pool, pid_t (*make)(void), const char *call,
                            child_function *child)
{
    unsigned started = 0;
    int error = 0;
    for (; started < pool_active_workers(pool) && error == 0; started++) {
        pid_t pid = make();
        if (pid < 0) {
            error = job_fail(pool->job, call, errno);
            break;
        }
        if (pid == 0) {
            worker_enter(pool->job);
            child(pool, started);
        }
        worker_started(pool->job, started, pid);
    }
    return finish(pool->job, started, error);
}

static inline int fork_each(struct pool *pool, child_function *child)
{
    return make_each(pool, fork, "fork", child);
}

static inline void claim_all(struct pool *pool, unsigned worker)
{
    work(pool->job, worker);
}

/* The step of the next chunk is a token: who has it may take a chunk, and passes it on. */
static inline noreturn void work_by_token(struct pool *pool, unsigned worker,
                                          int (*take)(struct pool *pool, uint64_t *step),
                                          int (*pass)(struct pool *pool, uint64_t step))
{
    struct job *job = pool->job;
    uint64_t step = 0;
    int error = 0;
    while ((error = take(pool, &step)) == 0) {
        error = pass(pool, step < job->schedule->steps ? step + 1 : step);
        if (error != 0 || step >= job->schedule->steps)
            break;
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "the token", error));
}

#define TOKEN_SCHEDULES                                                                            \
    .schedules = SCHEDULES_QUEUE, .schedule = SCHEDULE_SELF,                                       \
    .schedules_why = "a chunk goes to the worker that has the token"

#endif
