/* SPDX-License-Identifier: MIT */
/* pipe_token: the step of the next chunk is a token in a pipe. */
#include "tokens.h"

static int run(struct pool *pool)
{
    struct pipe_ends pipe;
    int error = pipe_open(&pipe);
    int ends[] = { pipe.read, pipe.write };
    return token_run(pool, error, ends, "pipe");
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the step of the next chunk is a token in a pipe",
    .traits = TRAIT_DYNAMIC,
    TOKEN_SCHEDULES,
    .run = run,
};
