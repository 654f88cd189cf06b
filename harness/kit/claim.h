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

/* For workers that are there before the run: `workers` of them need no claim for their first chunk,
 * because that of worker w is step w. Where there are no more chunks, no word is shared; and nothing
 * is written to the slots of others. Instead of job_restart. */
void job_restart_behind(struct job *job, unsigned workers);

/* After job_restart_behind, once per worker and run: its first chunk. Under awf, where sizes follow
 * from who claims, it is a claim. Returns false when there is none. */
bool job_claim_first(struct job *job, unsigned worker, struct chunk *chunk);

/* That chunk, for another to run in the worker's place; empty under awf. The two must agree on who
 * runs it. */
struct chunk job_first(const struct job *job, unsigned worker);

/* Whether there are other chunks than the first ones of `workers`. If not, a worker that does not
 * ask job_claim saves a look at the word that all share. */
bool job_has_claims(const struct job *job, unsigned workers);

/* Claims the next chunk for `worker`, in any process or thread that has the board. Returns false
 * when none is left. A worker must not claim in two threads at once. */
bool job_claim(struct job *job, unsigned worker, struct chunk *chunk);

/* From now on no claim succeeds, except by a worker under a static schedule. For a run that cannot
 * go on. */
void job_exhaust(struct job *job);

#endif
