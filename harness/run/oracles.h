/* SPDX-License-Identifier: MIT */
/* The oracle of each cell: the shortest schedule of its items, from their costs in the reference
 * run. */
#ifndef FORKSCALE_RUN_ORACLES_H
#define FORKSCALE_RUN_ORACLES_H

#include "analyse/oracle.h"
#include "run/measure.h"

/* Fills oracles, one per cell of the plan. Workers beyond the usable processors take turns, so they
 * do not count. Of a workload without a reference both shares are perfect. Returns 0 or an errno
 * number. */
int oracles_find(const struct plan *plan, const struct reference *references,
                 struct oracle *oracles);

#endif
