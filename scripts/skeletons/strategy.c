/* SPDX-License-Identifier: MIT */
/* NAME: the idea in one sentence: which process does what, and how they communicate.
 *
 *     parent   a line for the parent and one for each worker, time going to the right:
 *     child 0  fork, read, write, wait, and the numbers of the items that it runs
 *
 * Costs    what a run pays for each worker, each chunk and each item.
 * Fails    when, and how: uneven items, tiny ones, large results, many workers.
 * Differs  from the nearest strategy by one idea: say which, and what is new.
 * See      the manual pages of the calls: fork(2), wait(2)
 */
#include "strategy.h"

/* Optional. What a user can set: rows as kit/tunable.h describes them, ended by { 0 }. */
static const struct tunable tunables[] = { { 0 } };

/* Optional. Starts what outlives one run, and stores it in pool->state. If it starts workers, set
 * TRAIT_PERSISTENT. 0 or an errno number. */
static int open_pool(struct pool *pool)
{
    (void)pool;
    return 0;
}

/* Required. Does every item exactly once, or returns an errno number. The life of a worker process,
 * from fork to worker_wait, is described at the top of strategy.h. */
static int run(struct pool *pool)
{
    return job_fail(pool->job, "unwritten code", ENOSYS);
}

/* Optional. Leaves nothing behind, also after a failed open or run. 0 or an errno number. */
static int close_pool(struct pool *pool)
{
    (void)pool;
    return 0;
}

/* Delete what is optional and does nothing: an omitted field is 0 or NULL. */
const struct strategy strategy = {
    .abi = STRATEGY_ABI,                                    /* Required */
    .summary = "(the idea in one line, without full stop)", /* Required */
    .traits = 0,          /* Optional: enum trait, or-ed; 0: forked, and each has its share */
    .tunables = tunables, /* Optional */
    .unavailable = NULL,  /* Optional: why it cannot run here */
    .checked_with = NULL, /* Optional: tunables for its check, "k=v,k=v" */
    .runtime = NULL,      /* Optional: in which program it runs, and its version */
    .early = NULL,        /* Optional: forks what must be forked while the caller is small */
    .open = open_pool,    /* Optional */
    .run = run,           /* Required */
    .close = close_pool,  /* Optional */
    .worker = NULL,       /* Required with TRAIT_EXEC: what an exec'd worker does */
};
