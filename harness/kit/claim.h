/* SPDX-License-Identifier: MIT */
/* Claims: which worker gets the next chunk of the job's schedule.
 *
 *     for (struct chunk chunk; job_claim(job, worker, &chunk);)
 *         job_run(job, worker, chunk.first, chunk.count);
 *
 * Under a static schedule a worker computes its own steps and shares nothing. Under the others all
 * workers share one word on the board: a claim is one atomic addition to the step, or, for awf, one
 * compare-and-swap of the next item. No claim takes a lock, so a worker that dies holds none.
 */
#ifndef FORKSCALE_KIT_CLAIM_H
#define FORKSCALE_KIT_CLAIM_H

#include "kit/job.h"
#include "kit/schedule.h"

/* Before the first claim of each run, while no worker claims. */
void job_restart(struct job *job);

/* Claims the next chunk for `worker`, in any process or thread that has the board. Returns false
 * when none is left. A worker must not claim in two threads at once. */
bool job_claim(struct job *job, unsigned worker, struct chunk *chunk);

/* From now on no claim succeeds, except by a worker under a static schedule. For a run that cannot
 * go on. */
void job_exhaust(struct job *job);

#endif
