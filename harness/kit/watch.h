/* SPDX-License-Identifier: MIT */
/* A watch over the workers of a run: it notices whichever ends first.
 *
 * A parent that only waits calls worker_wait_all. One that has something else to wait for meanwhile,
 * a pipe to fill or to empty, opens a watch and polls its descriptor too:
 *
 *     watch_open(&watch, job, started);
 *     poll { watch.fd, POLLIN }, { the pipe, … }
 *     error = watch_next(&watch);     a worker has ended; was it a death?
 *     error = watch_close(&watch);    the work is done, or given up: now all end
 */
#ifndef FORKSCALE_KIT_WATCH_H
#define FORKSCALE_KIT_WATCH_H

#include "kit/job.h"

struct watch {
    struct job *job;
    unsigned started; /* workers 0 … started−1 are those of the run */
    unsigned next;    /* the first that is not watched yet */
    unsigned watched; /* descriptors that are open, beside fd */
    int fd;           /* readable when one has ended; −1 where none could be had */
};

/* Begins to watch workers 0 … started−1, once all are forked: a child must not inherit the
 * descriptors. There is one for each worker, and where the limit allows no more of them, the others
 * are watched as those before them end. */
void watch_open(struct watch *watch, struct job *job, unsigned started);

/* Waits until one more worker has ended, which is no wait when fd is readable, and reaps it. Returns
 * what worker_wait does, and 0 when all have been reaped before. */
int watch_next(struct watch *watch);

/* Waits until all workers have ended, reaps them and closes the descriptors. At the first that died
 * or left with an error, worker_end_all ends the others. Returns that first error, or 0. */
int watch_close(struct watch *watch);

#endif
