/* SPDX-License-Identifier: MIT */
/* For strategies that tests build broken: a good one, of which one step is replaced. */
#ifndef FORKSCALE_TESTS_KIT_FAULTY_H
#define FORKSCALE_TESTS_KIT_FAULTY_H

#include "strategy.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The last paragraph, with the hooks and traits that are given. */
#define STRATEGY(...)                                                                              \
    const struct strategy strategy = { .abi = STRATEGY_ABI,                                        \
                                       .summary = "broken on purpose",                             \
                                       __VA_ARGS__ }

/* How a worker does one item of its slice. */
typedef void step_function(struct job *job, unsigned worker, uint64_t item);

static inline void well(struct job *job, unsigned worker, uint64_t item)
{
    job_run(job, worker, item, 1);
}

/* Forks the workers, each of which takes `step` for every item of its slice, and waits for them. */
static inline int share(struct pool *pool, step_function *step)
{
    struct job *job = pool->job;
    for (unsigned worker = 0; worker < pool->workers; worker++) {
        pid_t pid = fork();
        if (pid < 0) {
            int error = job_fail(job, "fork", errno);
            worker_end_all(job, worker);
            return error;
        }
        if (pid == 0) {
            worker_enter(job);
            struct chunk slice = schedule_slice(job->items, pool->workers, worker);
            for (uint64_t i = 0; i < slice.count; i++)
                step(job, worker, slice.first + i);
            worker_exit(job, worker, 0);
        }
        worker_started(job, worker, pid);
    }
    return worker_wait_all(job, pool->workers);
}

/* Without a worker: for faults that need none. */
static inline int run_inline(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}

static inline void hang(void)
{
    for (;;)
        pause();
}

#endif
