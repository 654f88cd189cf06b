/* SPDX-License-Identifier: MIT */
/* The profile of a workload: what its items cost in the serial run that makes the reference. */
#ifndef FORKSCALE_CELL_PROFILE_H
#define FORKSCALE_CELL_PROFILE_H

#include "kit/board.h"

struct profiler {
    struct board *board;
    uint64_t clock_ns; /* cost of reading the clock, which is taken off each item */
    uint64_t last_ns;
    uint64_t items;
    double mean_ns;
    double squares; /* sum of squared deviations from the mean */
};

/* Begins with the cost of a claim, measured on the board's own counter while it is uncontended. */
struct profiler profiler_begin(struct board *board);

/* Item `item` has just ended; its cost goes on the board, which has room for it. */
void profiler_item(struct profiler *profiler, uint64_t item);

/* Leaves mean, standard deviation and claim cost on the board. */
void profiler_end(const struct profiler *profiler);

#endif
