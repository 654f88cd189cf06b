/* SPDX-License-Identifier: MIT */
/* fork_without_handlers: workers made by _Fork, which runs no handler of pthread_atfork. */
#include "conforming.h"

static int run(struct pool *pool)
{
    job_restart(pool->job);
    return make_each(pool, _Fork, "_Fork", claim_all);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers made by _Fork",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
