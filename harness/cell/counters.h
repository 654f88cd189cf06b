/* SPDX-License-Identifier: MIT */
/* Hardware counters (perf_event_open(2)) of the cell, its threads and all processes that it forks,
 * in each hook.
 *
 * The kernel gives each child a copy of the open counters, which makes a fork slower; so they are
 * on request. */
#ifndef FORKSCALE_CELL_COUNTERS_H
#define FORKSCALE_CELL_COUNTERS_H

#include "kit/board.h"

struct counters {
    int fds[COUNTERS]; /* −1: this one cannot be counted */
};

/* Opens those that there are, before any child is forked. What cannot be counted has its errno
 * number in counts->error. */
void counters_open(struct counters *counters, struct counts *counts);

/* Adds (sign +1) or takes off (sign −1) what was counted so far in `phase`. Where the processor has
 * fewer counters than were opened, the kernel lets them take turns, and the figure is scaled up. */
void counters_read(const struct counters *counters, struct counts *counts, enum count_phase phase,
                   int sign);

#endif
