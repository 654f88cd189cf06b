/* SPDX-License-Identifier: MIT */
/* signalled: kept workers wait for a real-time signal in sigwaitinfo. */
#include "signals.h"

static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    struct go *go = pool->shared;
    sigset_t set;
    (void)worker;
    block_again(&set);
    if (go->run != seen)
        return 0;
    return sigwaitinfo(&set, NULL) < 0 && errno != EINTR ? errno : 0;
}

KEPT_STRATEGY("kept workers wait for a real-time signal", open_blocked)
