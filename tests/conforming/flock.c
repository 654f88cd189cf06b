/* SPDX-License-Identifier: MIT */
/* flock: each worker opens the same unnamed file again, and its lock guards the step of the next
 * chunk. */
#include "conforming.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

static int claim(int fd, uint64_t *next, uint64_t *step)
{
    while (flock(fd, LOCK_EX) < 0)
        if (errno != EINTR)
            return errno;
    *step = (*next)++;
    return flock(fd, LOCK_UN) < 0 ? errno : 0;
}

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    const int *file = pool->state;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", *file);
    int own = open(path, O_RDWR | O_CLOEXEC);
    int error = own < 0 ? errno : 0;
    uint64_t step = 0;
    while (error == 0 && (error = claim(own, pool->shared, &step)) == 0 &&
           step < job->schedule->steps) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "flock", error));
}

static int run(struct pool *pool)
{
    int file = memfd_create("lock", MFD_CLOEXEC);
    if (file < 0)
        return job_fail(pool->job, "memfd_create", errno);
    *(uint64_t *)pool->shared = 0;
    pool->state = &file;
    int error = fork_each(pool, child);
    pool->state = NULL;
    fd_close(&file);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "a lock of an unnamed file guards the step of the next chunk",
    .traits = TRAIT_DYNAMIC,
    .shared_bytes = sizeof(uint64_t),
    TOKEN_SCHEDULES,
    .run = run,
};
