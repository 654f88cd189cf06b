/* SPDX-License-Identifier: MIT */
/* An estimate of the time left, from the time so far. A pure function. */
#ifndef FORKSCALE_RUN_PACE_H
#define FORKSCALE_RUN_PACE_H

#include <stddef.h>

struct pace {
    unsigned blocks_most; /* requested */
    double budget_s;      /* 0: none */
    size_t cells;         /* in a block */
    unsigned blocks_over;
    size_t repetitions; /* that are over, those of this block too */
    double elapsed_s;
};

/* The number of blocks: those requested, or as many as fit into the budget by the mean so far; at
 * least those that are over. 0 while unknown. */
unsigned pace_blocks(const struct pace *pace);

/* Seconds left, by the mean of the repetitions so far; negative while unknown. */
double pace_left_s(const struct pace *pace);

#endif
