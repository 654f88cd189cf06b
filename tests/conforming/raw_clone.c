/* SPDX-License-Identifier: MIT */
/* raw_clone: workers made by the system call clone, which libc knows nothing of. */
#include "conforming.h"
#include <sys/syscall.h>

static pid_t raw_clone(void)
{
    return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static int run(struct pool *pool)
{
    job_restart(pool->job);
    return make_each(pool, raw_clone, "clone", claim_all);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers made by the system call clone",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
