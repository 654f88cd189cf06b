/* SPDX-License-Identifier: MIT */
/* A plan: how the items of a run are cut, where that may change from run to run.
 *
 * The caller writes it to memory that all share, before it opens the gate; each process works out
 * the schedule for itself, when it first sees a new number.
 */
#ifndef FORKSCALE_KIT_PLAN_H
#define FORKSCALE_KIT_PLAN_H

#include "kit/board.h"
#include "kit/job.h"
#include "kit/schedule.h"

struct plan {
    alignas(CACHE_PAIR) uint32_t number; /* 0: there is none yet */
    uint64_t first;                      /* the items before it are done */
    struct schedule_options chunks;      /* of the others */
};

/* A process's own. Zero: it has seen none. */
struct plan_copy {
    uint32_t number;
    struct schedule schedule;
};

/* In the caller, while no run is on: from now on runs have this plan. */
void plan_make(struct plan *plan, uint64_t first, const struct schedule_options *chunks);

/* In each process, before its part of a run: lets job->schedule be that of the plan. Returns 0 or
 * ENOMEM. */
int plan_follow(const struct plan *plan, struct plan_copy *copy, struct job *job);

/* Frees the copy, and takes it off the job. */
void plan_close(struct plan_copy *copy, struct job *job);

#endif
