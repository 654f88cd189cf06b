/* SPDX-License-Identifier: MIT */
/* Doing a floor.
 *
 *     floor_open → floor_prepare, floor_do → floor_prepare, floor_do → … → floor_close
 *
 * Only floor_do is timed. Every operation is counted where another process does it, so that a floor
 * that does less than it says is an error and not a low figure. A child dies with its parent.
 */
#ifndef FORKSCALE_FLOOR_FLOOR_H
#define FORKSCALE_FLOOR_FLOOR_H

#include "floor/catalogue.h"
#include "kit/board.h"
#include "kit/error.h"
#include "kit/io.h"
#include "kit/processors.h"
#include <pthread.h>
#include <sys/types.h>

/* What another process has done in this round; it alone writes these lines. */
struct floor_count {
    alignas(CACHE_PAIR) uint64_t done;
};

/* In shared memory. */
struct floor_table {
    alignas(CACHE_PAIR) _Atomic uint32_t turn; /* whose it is */
    alignas(CACHE_PAIR) _Atomic uint64_t next; /* to be claimed */
    alignas(CACHE_PAIR) uint64_t goal;         /* the end of the claims */
    struct floor_count counts[2];              /* of the partner, or of each reader */
};

/* Made by floor_open; zero before. */
struct floor {
    enum floor_kind kind;
    unsigned workers;
    struct floor_table *table;
    pid_t *children;        /* a place for each worker, and two at least */
    pthread_t *threads;     /* a place for each worker */
    struct binding binding; /* of this process, where two need a processor each */
    struct pipe_ends queue; /* from floor_prepare to floor_do */
};

/* Starts what outlives a round. `workers` is how many children or threads there are, where the floor
 * says "all workers". Returns 0; EAGAIN when there are not as many processors as it needs; or an
 * errno number; each with a sentence. After an error *floor needs no close. */
int floor_open(struct floor *floor, enum floor_kind kind, unsigned workers, struct error *error);

/* What a round needs but does not count. Returns 0 or an errno number. */
int floor_prepare(struct floor *floor);

/* `operations` of them. Returns 0; EPROTO when another process did not do its part; or an errno
 * number. */
int floor_do(struct floor *floor, uint64_t operations);

/* Leaves no child, thread or descriptor. Returns 0 or an errno number. */
int floor_close(struct floor *floor);

/* Times `rounds` rounds of it, after one that does not count: ns[i] is how long round i took. Returns
 * as floor_open does. */
int floor_measure(enum floor_kind kind, unsigned workers, uint64_t rounds, uint64_t *ns,
                  struct error *error);

#endif
