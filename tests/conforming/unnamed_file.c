/* SPDX-License-Identifier: MIT */
/* unnamed_file: the step of the next chunk is in a file that has lost its name, mapped by each
 * worker. */
#include "conforming.h"
#include <fcntl.h>

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    const int *file = pool->state;
    _Atomic uint64_t *next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
    if (next == MAP_FAILED)
        worker_exit(job, worker, job_fail(job, "mmap", errno));
    for (uint64_t step; (step = atomic_fetch_add(next, 1)) < job->schedule->steps;) {
        struct chunk chunk = schedule_chunk(job->schedule, step);
        job_run(job, worker, chunk.first, chunk.count);
    }
    worker_exit(job, worker, 0);
}

static int run(struct pool *pool)
{
    char path[] = "/tmp/conforming-XXXXXX";
    /* Removed before anything else may end the caller. */
    int file = mkostemp(path, O_CLOEXEC);
    if (file < 0)
        return job_fail(pool->job, "mkostemp", errno);
    unlink(path);
    int error = 0;
    if (ftruncate(file, sizeof(uint64_t)) < 0)
        error = job_fail(pool->job, "ftruncate", errno);
    pool->state = &file;
    if (error == 0)
        error = fork_each(pool, child);
    pool->state = NULL;
    fd_close(&file);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "an unnamed file has the step of the next chunk",
    .traits = TRAIT_DYNAMIC,
    TOKEN_SCHEDULES,
    .run = run,
};
