/* SPDX-License-Identifier: MIT */
/* A pool inside of an item of another pool. */
#ifndef FORKSCALE_CHECK_SCENARIO_NEST_H
#define FORKSCALE_CHECK_SCENARIO_NEST_H

#include "check/scenario/scenario.h"
#include "workloads/workload.h"

/* What the inner pool works on: three items of no account. */
extern const struct workload nest_workload;

/* Which strategy nest_run tries; to be called once in each program. */
void nest_prepare(const struct subject *of);

/* Opens an inner pool, runs it, closes it. Returns 0, an errno number, or −1 for wrong results. */
int nest_run(void);

#endif
