/* SPDX-License-Identifier: MIT */
/* From what a cell left to the figures that are recorded of it. */
#ifndef FORKSCALE_RUN_SAMPLE_H
#define FORKSCALE_RUN_SAMPLE_H

#include "run/benchmark.h"
#include "run/measure.h"
#include <jansson.h>

#define FIGURE_COUNTERS 14

struct figures {
    double *time_s; /* one per timed run; owned */
    struct bench_counter counters[FIGURE_COUNTERS];
};

/* Fills *figures, whose time_s is replaced. Returns 0 or ENOMEM. */
int sample_figures(const struct outcome *outcome, struct figures *figures);

/* The timed runs in nanoseconds, as an array. NULL without memory. */
json_t *sample_runs_json(const struct outcome *outcome);

#endif
