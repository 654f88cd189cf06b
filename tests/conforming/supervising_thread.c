/* SPDX-License-Identifier: MIT */
/* supervising_thread: a thread of the caller waits for the workers, which the caller's own thread
 * has forked. */
#include "conforming.h"
#include <pthread.h>

struct supervisor {
    struct job *job;
    unsigned started;
    int error;
};

static void *supervise(void *argument)
{
    struct supervisor *supervisor = argument;
    supervisor->error = worker_wait_all(supervisor->job, supervisor->started);
    return NULL;
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    struct supervisor supervisor = { .job = job };
    int error = 0;
    job_restart(job);
    for (; supervisor.started < pool_active_workers(pool); supervisor.started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0) {
            worker_enter(job);
            work(job, supervisor.started);
        }
        worker_started(job, supervisor.started, pid);
    }
    pthread_t thread;
    if (error == 0) {
        error = pthread_create(&thread, NULL, supervise, &supervisor);
        if (error == 0) {
            pthread_join(thread, NULL);
            return supervisor.error;
        }
        job_fail(job, "pthread_create", error);
    }
    worker_end_all(job, supervisor.started);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a thread of the caller waits for the workers",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
