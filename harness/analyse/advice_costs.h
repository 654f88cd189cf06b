/* SPDX-License-Identifier: MIT */
/* The costs of the candidates from the results of a calibration: four workloads of spin that each
 * candidate has run, and of these alone everything follows.
 *
 *     few    an item of a step for each worker    a call without work
 *     many   ADVICE_MANY_ITEMS items of no step   a claim: workers · (many − few) / items
 *     some   ADVICE_WORK_ITEMS a worker, short    lag: some − few − claims − serial / workers
 *     work   as many, long                        slowdown: workers · (work − few − claims) / serial
 *
 * A call's stagger is twice its mean imbalance, as of workers that begin in equal steps and end at
 * once; its tail is `finish`, and of a single use `close` too. The lag is that of workers that are not
 * awake when few is over. few is measured with two sizes of the caller, and is linear in between and
 * beyond, because fork copies page tables.
 *
 * The slowdown is the median of all candidates whose chunks belong to workers, or of all others; that
 * of one counts, like its lag, only where the interval of its blocks says that it differs.
 */
#ifndef FORKSCALE_ANALYSE_ADVICE_COSTS_H
#define FORKSCALE_ANALYSE_ADVICE_COSTS_H

#include "analyse/advice.h"
#include "record/results.h"

#define ADVICE_FEW_GRAIN  1
#define ADVICE_MANY_ITEMS 5000
#define ADVICE_WORK_ITEMS 64 /* for each worker */
#define ADVICE_SOME_GRAIN 500
#define ADVICE_WORK_GRAIN 50000

/* The workload of a calibration, by its label. */
enum advice_load { ADVICE_FEW, ADVICE_MANY, ADVICE_SOME, ADVICE_FULL, ADVICE_LOADS };

/* Owns its blocks. */
struct advice_costs {
    unsigned workers;
    double ballast_bytes; /* the greatest that was measured; 0: none */
    struct advice_block *blocks;
    size_t count;
};

/* Of a caller of this size. Returns 0; ENOMEM; or ENOENT when these are not the results of a
 * calibration. After an error *costs needs no release. */
int advice_costs_make(const struct results *results, double parent_bytes,
                      struct advice_costs *costs);

void advice_costs_release(struct advice_costs *costs);

#endif
