/* SPDX-License-Identifier: MIT */
/* serial: the caller runs every item itself.
 *
 *     caller   0 1 2 3 4 5 6 7 8 9
 *
 * Costs    nothing but the items.
 * Fails    never; it only does not scale. Every speedup refers to it.
 * Differs  from nothing: here the reading order begins.
 */
#include "strategy.h"

static int run(struct pool *pool)
{
    job_run(pool->job, 0, 0, pool->job->items);
    job_end(pool->job, 0);
    return 0;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the caller runs every item itself",
    .traits = TRAIT_INLINE,
    .run = run,
};
