/* SPDX-License-Identifier: MIT */
/* floor: a strategy that does a floor and nothing for its items, which the caller runs itself. So a
 * strategy and its floor are measured in the same blocks of one `forkscale run`, and their ratio has an
 * interval like any other. With items that cost nothing, a run of it is a round of the floor; of a pipe,
 * with a record for each item. What the floor needs before is made in early, which `once` leaves out.
 */
#include "floor/floor.h"
#include "strategies/strategy.h"
#include <stdlib.h>

enum { OF };

static const enum floor_kind kinds[] = { FLOOR_FORK, FLOOR_THREAD, FLOOR_SPAWN, FLOOR_PIPE };

static int make_floor(struct pool *pool)
{
    struct error error;
    pool->state = calloc(1, sizeof(struct floor));
    if (pool->state == NULL)
        return ENOMEM;
    enum floor_kind kind = kinds[pool->values[OF].number];
    if (floor_open(pool->state, kind, pool_active_workers(pool), &error) == 0)
        return 0;
    free(pool->state);
    pool->state = NULL;
    return job_say(pool->job, error.code, "%s", error.text);
}

static int run(struct pool *pool)
{
    struct floor *floor = pool->state;
    struct job *job = pool->job;
    int error = floor_prepare(floor);
    if (error == 0)
        error = floor_do(floor, floor->kind == FLOOR_PIPE ? job->items : 1);
    if (error != 0)
        return job_fail(job, floor_rows[floor->kind].name, error);
    job_run(job, 0, 0, job->items);
    job_end(job, 0);
    return 0;
}

static int close_floor(struct pool *pool)
{
    int error = pool->state != NULL ? floor_close(pool->state) : 0;
    free(pool->state);
    return error;
}

static const struct tunable tunables[] = {
    [OF] = { .name = "of",
             .choices = "fork|thread|spawn|pipe",
             .help = "the floor, see 'forkscale floor'" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "does a floor; the caller runs the items itself",
    .traits = TRAIT_CALLER_WORKS,
    .tunables = tunables,
    .early = make_floor,
    .run = run,
    .close = close_floor,
};
