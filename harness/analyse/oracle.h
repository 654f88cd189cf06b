/* SPDX-License-Identifier: MIT */
/* The oracle: how short a run could be if the cost of every item were known and sharing were free.
 *
 * List scheduling (Graham, "Bounds on multiprocessing timing anomalies", SIAM Journal on Applied
 * Mathematics 17, 1969) gives each item in turn to the worker that is free first. In the order of
 * the items it is what a perfect queue with chunks of one item does. With the longest processing
 * time first (LPT) it is at most 4/3 − 1/(3P) times the optimum, which is NP-hard to find.
 */
#ifndef FORKSCALE_ANALYSE_ORACLE_H
#define FORKSCALE_ANALYSE_ORACLE_H

#include <stdint.h>

/* Makespans over the sum of all costs: from 1/P, perfect balance, to 1. Both are 1/P if the costs
 * sum to 0. */
struct oracle {
    double longest_first;
    double in_order;
};

/* Schedules `items` items of the given costs on `workers` ≥ 1. Returns 0 or ENOMEM. */
int oracle_find(const uint64_t *costs, uint64_t items, unsigned workers, struct oracle *oracle);

#endif
