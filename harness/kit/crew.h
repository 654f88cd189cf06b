/* SPDX-License-Identifier: MIT */
/* A crew: workers that outlive a run, and their caller, who is worker 0.
 *
 *     caller   crew_open ─ fork ─ crew_watch ── crew_run ── crew_run ── … ── crew_close
 *     worker               └ crew_serve: a part of each run, and wait at the gate
 *
 * The strategy forks the workers and decides how all wait and how the items are cut; this is what
 * any such pool needs beside. Each worker has its first chunk without a claim. The caller, once it
 * has nothing left to do, runs the first chunks of workers that have not entered the run, so that it
 * waits for nobody who is late; except under a static schedule, which binds chunks to workers. While
 * it works it looks for deaths, and it sleeps where a death wakes it.
 */
#ifndef FORKSCALE_KIT_CREW_H
#define FORKSCALE_KIT_CREW_H

#include "kit/claim.h"
#include "kit/gate.h"
#include "kit/plan.h"
#include "kit/processors.h"
#include "kit/wake.h"
#include "kit/watch.h"
#include <stdnoreturn.h>

/* The strategy sets the first part before crew_open; all else zero. */
struct crew {
    struct job *job;
    struct gate *gate; /* in memory that all share, with a place for each worker; zero at first */
    unsigned workers;  /* with the caller; 0 and 1: it works alone */

    /* In memory that all share, for crew_plan; else NULL. */
    struct plan *plan;

    /* Where another process has forked the workers: something is on a channel that the strategy
     * has added to the watch for worker 1. Returns why the crew is lost, an errno number. */
    int (*report)(struct crew *crew);

    /* Worker 1 shall choose processors to spin on, while it has nothing else to do, because that
     * takes 0.1 ms; after the second run, because a crew for one run needs none. */
    bool may_spin;

    struct binding binding; /* of this process, while workers spin */
    struct wake wake;       /* the caller, by the last worker */
    struct watch watch;     /* open while the crew is whole */
    uint64_t looked_ns;     /* the caller, for deaths */
    struct plan_copy copy;
    uint64_t first; /* the item that is 0 to the schedule */
};

/* Before the workers are forked. Returns 0 or an errno number; then call crew_close. */
int crew_open(struct crew *crew);

/* The life of a worker, after worker_enter: serves runs until crew_close. */
noreturn void crew_serve(struct crew *crew, unsigned worker);

/* After the last fork: watches workers 1 … crew->watch.started−1. Returns 0, or an errno number;
 * then no worker is left. */
int crew_watch(struct crew *crew);

/* While no run is on: later ones begin at item `first` and are cut into these chunks, instead of as
 * job->schedule has it. */
void crew_plan(struct crew *crew, uint64_t first, const struct schedule_options *chunks);

/* Does all items of job->schedule once. They wait by spins first, or by sleep alone. Returns 0, or
 * an errno number; then no worker is left, and every later run returns EOWNERDEAD. */
int crew_run(struct crew *crew, bool spins);

/* Whether spins pay: each worker has a processor, and there is no calm. Not before the third run. */
bool crew_may_spin(const struct crew *crew);

/* Lets the workers leave and frees everything; may be called after any step has failed. Returns 0
 * or the first error of a worker. */
int crew_close(struct crew *crew);

#endif
