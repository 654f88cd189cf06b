/* SPDX-License-Identifier: MIT */
/* The trace of a run: when each item began and ended, by worker, on the board.
 *
 * A board has room for it only if its cell is asked to trace; else nothing here is called. Each
 * worker has a lane of its own, which only it writes: it needs no lock, and a worker that dies leaves
 * whole records. Its item in hand has none.
 *
 * When a lane is full its records are merged in pairs, and from then on each is of twice as many
 * items. So any number of items fits. Times and counts stay exact; what is lost is which item of a
 * record took how long.
 */
#ifndef FORKSCALE_KIT_TRACE_H
#define FORKSCALE_KIT_TRACE_H

#include "kit/board.h"

#define TRACE_RECORDS_MAX 1048576 /* of all workers of a board */

/* Items that a worker ran one after another. Times are of clock_now. */
struct trace_record {
    uint64_t begin_ns; /* of its first item */
    uint64_t end_ns;   /* of its last item */
    uint64_t work_ns;  /* in items; the rest is between them */
    uint64_t first;    /* its first item; the others need not be next to it */
    uint32_t items;
    uint32_t chunks; /* that begin in it */
};

struct trace_lane {
    alignas(CACHE_PAIR) _Atomic uint64_t count; /* records that are whole */
    uint64_t group;                             /* items of a record but the last: a power of two */
};

/* Of each worker, so many that all have `total` together, but not more than its items need. */
uint64_t trace_room(uint64_t total, unsigned workers, uint64_t items);

/* Before a run: empties all lanes. Does nothing on a board without. */
void trace_clear(struct board *board);

/* In the worker: adds a record, which comes after those of its lane. */
void trace_add(struct board *board, unsigned worker, const struct trace_record *record);

struct trace_lane *trace_lanes(struct board *board); /* one a worker */

/* The records of a worker: board->records of them, the first trace_lane.count of which are whole. */
struct trace_record *trace_records(struct board *board, unsigned worker);

#endif
