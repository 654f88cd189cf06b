/* SPDX-License-Identifier: MIT */
/* What the strategies share in which the token goes through a channel of which every worker holds
 * both ends, because each takes it and each passes it on. */
#ifndef FORKSCALE_TESTS_TOKENS_H
#define FORKSCALE_TESTS_TOKENS_H

#include "conforming.h"
#include <sys/socket.h>

static inline int token_take(struct pool *pool, uint64_t *step)
{
    const int *ends = pool->state;
    return read_whole(ends[0], step, sizeof *step);
}

static inline int token_pass(struct pool *pool, uint64_t step)
{
    const int *ends = pool->state;
    return write_whole(ends[1], &step, sizeof step);
}

static inline void token_child(struct pool *pool, unsigned worker)
{
    work_by_token(pool, worker, token_take, token_pass);
}

static inline int token_run(struct pool *pool, int error, int ends[2], const char *call)
{
    if (error != 0)
        return job_fail(pool->job, call, error);
    pool->state = ends;
    error = token_pass(pool, 0);
    error = error == 0 ? fork_each(pool, token_child) : job_fail(pool->job, "write", error);
    fd_close(&ends[0]);
    fd_close(&ends[1]);
    pool->state = NULL;
    return error;
}

#define TOKEN_SOCKETS(name, type)                                                                  \
    static int run(struct pool *pool)                                                              \
    {                                                                                              \
        int ends[2];                                                                               \
        int error = socketpair(AF_UNIX, (type) | SOCK_CLOEXEC, 0, ends) < 0 ? errno : 0;           \
        return token_run(pool, error, ends, "socketpair");                                         \
    }                                                                                              \
    const struct strategy strategy = {                                                             \
        .abi = STRATEGY_ABI,                                                                       \
        .summary = "the step of the next chunk is a token in a pair of " name " sockets",          \
        .traits = TRAIT_DYNAMIC,                                                                   \
        TOKEN_SCHEDULES,                                                                           \
        .run = run,                                                                                \
    };

#endif
