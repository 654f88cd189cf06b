/* SPDX-License-Identifier: MIT */
/* What is known of a run before its first block. */
#ifndef FORKSCALE_RUN_FORECAST_H
#define FORKSCALE_RUN_FORECAST_H

#include "machine/noise.h"
#include "run/measure.h"
#include "run/plan.h"
#include <jansson.h>
#include <stdbool.h>

struct forecast {
    const char *cpu_model; /* NULL: unknown */
    unsigned processors;   /* usable ones */
    double load;           /* of the last minute; NaN: unknown */
    double strangers;      /* processors that strangers took; NaN: unknown, or too short to say */
    bool is_busy;
    size_t cells;
    unsigned blocks; /* at most; 0: as many as fit into the budget */
    double budget_s; /* 0: none */
    double expected_s;
};

/* `references` has one per workload, which are made; `noise` is from the time when they were, and
 * `machine` has the facts of machine_facts, to which *forecast points. The expected time of a cell
 * is that of the serial run, divided by the workers that have a processor, for each run, and what
 * the reference took beside its run. Strategies with a high cost take longer. */
void forecast_make(const struct plan *plan, const struct reference *references,
                   const struct noise *noise, const json_t *machine, struct forecast *forecast);

#endif
