/* SPDX-License-Identifier: MIT */
/* eventfd_tokens: an eventfd counts the chunks that are left, and whoever reads a token may claim
 * one. */
#include "conforming.h"

static void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    const int *tokens = pool->state;
    uint64_t token;
    struct chunk chunk;
    int error = 0;
    while (error == 0) {
        if (read(*tokens, &token, sizeof token) == (ssize_t)sizeof token) {
            if (!job_claim(job, worker, &chunk))
                error = EPROTO;
            else
                job_run(job, worker, chunk.first, chunk.count);
        } else if (errno == EAGAIN) {
            break;
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "read", error));
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    int tokens = eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    uint64_t steps = job->schedule->steps;
    if (tokens < 0)
        return job_fail(job, "eventfd", errno);
    int error = 0;
    while (steps > 0 && write(tokens, &steps, sizeof steps) < 0 && error == 0)
        error = errno == EINTR ? 0 : job_fail(job, "write", errno);
    job_restart(job);
    pool->state = &tokens;
    if (error == 0)
        error = fork_each(pool, child);
    pool->state = NULL;
    fd_close(&tokens);
    return error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "an eventfd counts the chunks that are left",
    .traits = TRAIT_DYNAMIC,
    TOKEN_SCHEDULES,
    .run = run,
};
