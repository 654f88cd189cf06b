/* SPDX-License-Identifier: MIT */
/* Lanes: how a worker of a traced run spent its time, all of it, and in equal parts of time.
 *
 *     call of run                                                          return
 *       |  start-up  | item | between | item | item |  waiting  |  finish  |
 *                    begins                         ends        last worker ends
 */
#ifndef FORKSCALE_ANALYSE_LANES_H
#define FORKSCALE_ANALYSE_LANES_H

#include "analyse/estimate.h"
#include "record/trace.h"

enum lane_kind {
    LANE_STARTUP, /* until its first item begins; until the last worker ends if it ran none */
    LANE_ITEMS,
    LANE_BETWEEN, /* it works, and no item is running: claims, messages */
    LANE_WAITING, /* from its end to that of the last worker */
    LANE_FINISH,  /* from there to the return of run */
    LANE_KINDS,
};

/* Nanoseconds of each kind. */
struct lane_time {
    double ns[LANE_KINDS];
};

/* Adds the time of a worker to `count` parts, which divide the time from the call of run to `end_ns`
 * equally. Where a record is of several items, what is between them is spread over it evenly. The
 * sum of all kinds is the time of the part that lies in the run, for each worker added. */
void lanes_add(const struct trace_run *run, size_t worker, double end_ns, struct lane_time *parts,
               size_t count);

/* The same for the whole run. */
struct lane_time lanes_total(const struct trace_run *run, size_t worker);

/* Where the time of all workers of a run went. With serial_ns, what the items take in serial:
 *
 *     workers × run = serial + slower + start-up + between + waiting + finish
 *
 * to the nanosecond. `slower` is what only a trace can tell from dispatch: what the items took more
 * than in serial, beside other workers; less, if it is negative. */
struct lane_split {
    uint64_t ns[LANE_KINDS]; /* the sums over all workers */
};

struct lane_split lanes_split(const struct trace_run *run);

/* The kind with the most time; the first of several; LANE_KINDS if there is no time at all. */
enum lane_kind lanes_greatest(const struct lane_time *time);

/* The items that its records have, and the chunks. */
uint64_t lanes_items(const struct trace_worker *worker, uint64_t *chunks);

/* The time of the longest run. 0 if all failed. */
uint64_t lanes_longest(const struct trace *trace);

/* The most items of a record: 1 unless some were merged. 0 without any. */
uint32_t lanes_merged(const struct trace *trace);

/* Time with a trace over time without, in the same block. Returns 0 or ENOMEM. */
int lanes_cost(const struct trace_run *run, struct estimate *cost);

#endif
