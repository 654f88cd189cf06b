/* SPDX-License-Identifier: MIT */
/* What the strategies with kept workers share: workers forked in open serve a run each time they are
 * woken, and report its end on an eventfd. How they are woken stands in the file. */
#ifndef FORKSCALE_TESTS_KEPT_H
#define FORKSCALE_TESTS_KEPT_H

#include "conforming.h"
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>

struct kept {
    struct watch watch;
    int done; /* an eventfd: how many workers have ended the run */
    bool is_lost;
};

/* What is in pool->shared. */
struct go {
    _Atomic uint32_t run; /* the number of the run, from 1; also counts the end */
    _Atomic bool is_over; /* the workers are to leave */
};

/* A futex wakes all workers, and lets one sleep while run `seen` is the last. */
static inline void go_wake(struct go *go)
{
    syscall(SYS_futex, &go->run, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static inline int go_sleep(struct go *go, uint32_t seen)
{
    long result = syscall(SYS_futex, &go->run, FUTEX_WAIT, seen, NULL, NULL, 0);
    return result < 0 && errno != EAGAIN && errno != EINTR ? errno : 0;
}

/* To be written by each: wakes all workers, after go->run has grown; and in a worker: sleeps until
 * it may have grown. */
static void wake(struct pool *pool);
static int await(struct pool *pool, unsigned worker, uint32_t seen);

static noreturn void serve(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct kept *kept = pool->state;
    struct go *go = pool->shared;
    const uint64_t one = 1;
    int error = 0;
    for (uint32_t seen = 0; error == 0; seen++) {
        while (error == 0 && go->run == seen && !go->is_over)
            error = await(pool, worker, seen);
        if (error != 0 || go->is_over)
            break;
        for (struct chunk chunk; job_claim(job, worker, &chunk);)
            job_run(job, worker, chunk.first, chunk.count);
        job_end(job, worker);
        while (write(kept->done, &one, sizeof one) < 0 && error == 0)
            error = errno == EINTR ? 0 : errno;
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "a worker", error));
}

static int kept_open(struct pool *pool)
{
    struct job *job = pool->job;
    struct kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        return ENOMEM;
    pool->state = kept;
    kept->watch = (struct watch){ .job = job };
    kept->done = eventfd(0, EFD_CLOEXEC);
    if (kept->done < 0)
        return job_fail(job, "eventfd", errno);
    for (; kept->watch.started < pool_active_workers(pool); kept->watch.started++) {
        pid_t pid = fork();
        if (pid < 0)
            return watch_close(&kept->watch, job_fail(job, "fork", errno));
        if (pid == 0) {
            worker_enter(job);
            serve(pool, kept->watch.started);
        }
        worker_started(job, kept->watch.started, pid);
    }
    int error = watch_open(&kept->watch);
    return error != 0 || kept->watch.started == 0 ? error
                                                  : watch_add(&kept->watch, 0, kept->done, EPOLLIN);
}

static int kept_run(struct pool *pool)
{
    struct kept *kept = pool->state;
    struct go *go = pool->shared;
    struct watch_event event;
    if (kept->is_lost)
        return job_fail(pool->job, "a pool that has lost a worker", EOWNERDEAD);
    job_restart(pool->job);
    if (kept->watch.started > 0) {
        go->run++;
        wake(pool);
    }
    int error = 0;
    for (uint64_t ended = 0; ended < kept->watch.started && error == 0;) {
        uint64_t more = 0;
        error = watch_next(&kept->watch, &event);
        /* A worker that has left has not been told to. */
        if (error == 0 && event.has_ended)
            error = EOWNERDEAD;
        if (error == 0 && read(kept->done, &more, sizeof more) < 0 && errno != EINTR)
            error = job_fail(pool->job, "read", errno);
        ended += more;
    }
    kept->is_lost = error != 0;
    return error == 0 ? 0 : watch_close(&kept->watch, error);
}

static int kept_close(struct pool *pool)
{
    struct kept *kept = pool->state;
    struct go *go = pool->shared;
    if (kept == NULL)
        return 0;
    go->is_over = true;
    go->run++;
    if (kept->watch.is_open && kept->watch.started > 0) {
        wake(pool);
        watch_drop(&kept->watch, &kept->done);
    }
    int error = kept->watch.is_open ? watch_close(&kept->watch, 0) : 0;
    fd_close(&kept->done);
    free(kept);
    return error;
}

#define KEPT_STRATEGY(text, open_hook)                                                             \
    const struct strategy strategy = {                                                             \
        .abi = STRATEGY_ABI,                                                                       \
        .summary = text,                                                                           \
        .traits = TRAIT_DYNAMIC | TRAIT_PERSISTENT,                                                \
        .shared_bytes = sizeof(struct go),                                                         \
        .schedules = SCHEDULES_ALL,                                                                \
        .schedule = SCHEDULE_SELF,                                                                 \
        .open = open_hook,                                                                         \
        .run = kept_run,                                                                           \
        .close = kept_close,                                                                       \
    };

#endif
