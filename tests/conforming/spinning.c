/* SPDX-License-Identifier: MIT */
/* spinning: kept workers spin for 50 us before they sleep on a futex. */
#include "kept.h"
#include "kit/clock.h"

static void wake(struct pool *pool)
{
    go_wake(pool->shared);
}

static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    struct go *go = pool->shared;
    (void)worker;
    uint64_t end_ns = clock_now() + 50000;
    while (clock_now() < end_ns)
        if (go->run != seen)
            return 0;
    return go_sleep(go, seen);
}

KEPT_STRATEGY("kept workers spin before they sleep", kept_open)
