/* SPDX-License-Identifier: MIT */
/* parked: kept workers sleep on a futex between runs, by the system call itself. */
#include "kept.h"

static void wake(struct pool *pool)
{
    go_wake(pool->shared);
}

static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    (void)worker;
    return go_sleep(pool->shared, seen);
}

KEPT_STRATEGY("kept workers sleep on a futex between runs", kept_open)
