/* SPDX-License-Identifier: MIT */
/* How long it will take: pure, from how long it took so far. */
#ifndef FORKSCALE_RUN_PACE_H
#define FORKSCALE_RUN_PACE_H

#include <stddef.h>

struct pace {
    unsigned blocks_most; /* asked for */
    double budget_s;      /* 0: none */
    size_t cells;         /* in a block */
    unsigned blocks_over;
    size_t repetitions; /* that are over, those of this block too */
    double elapsed_s;
};

/* How many blocks there will be: as many as were asked for, or fewer if the budget holds fewer, by
 * the mean of those so far; but at least those that are over. 0 when that is not known yet. */
unsigned pace_blocks(const struct pace *pace);

/* Seconds left, by the mean of the repetitions so far; negative when there is none yet. */
double pace_left_s(const struct pace *pace);

#endif
