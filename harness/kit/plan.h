/* SPDX-License-Identifier: MIT */
/* A plan: how the items of a run are cut, where that may change from run to run.
 *
 * The caller writes it to memory that all share, and its number beside the word that opens the run.
 * Each process works out the schedule for itself, and looks at the plan only when the number is new:
 * to read one more line in each run of 2 us took 4 to 9 % of its time.
 */
#ifndef FORKSCALE_KIT_PLAN_H
#define FORKSCALE_KIT_PLAN_H

#include "kit/board.h"
#include "kit/job.h"
#include "kit/schedule.h"

struct plan {
    alignas(CACHE_PAIR) uint64_t first; /* the items before it are done */
    struct schedule_options chunks;     /* of the others */
};

/* A process's own. Zero: it has seen none. */
struct plan_copy {
    uint32_t number;
    struct schedule schedule;
};

/* In each process: lets job->schedule be that of the plan, which has this number. Returns 0 or
 * ENOMEM. */
int plan_follow(const struct plan *plan, uint32_t number, struct plan_copy *copy, struct job *job);

/* Frees the copy, and takes it off the job. */
void plan_close(struct plan_copy *copy, struct job *job);

#endif
