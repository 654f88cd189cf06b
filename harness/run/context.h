/* SPDX-License-Identifier: MIT */
/* The "forkscale" object of the results' context: what was run, where, and by what. */
#ifndef FORKSCALE_RUN_CONTEXT_H
#define FORKSCALE_RUN_CONTEXT_H

#include "run/measure.h"
#include "run/plan.h"
#include <jansson.h>

/* The name of this machine, and the time of day. NULL without memory. */
json_t *context_host(void);
json_t *context_now(void);

/* Makes it, complete but for what only the end knows ("blocks", "partial"). `references` has one
 * per workload of the plan. NULL without memory. */
json_t *context_make(const struct plan *plan, const struct reference *references,
                     char *const *command_line);

/* Which hardware counters there are, and why not. NULL without memory. */
json_t *context_counters(const struct counts *counts);

#endif
