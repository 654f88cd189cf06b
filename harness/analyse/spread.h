/* SPDX-License-Identifier: MIT */
/* How the times of one operation spread: over its rounds, over blocks, and in two modes.
 *
 * Where two processors share a line of cache, a virtual machine has a fast and a slow mode that last for
 * seconds. Their common median is a time that no round has taken, and moves with the share of each.
 */
#ifndef FORKSCALE_ANALYSE_SPREAD_H
#define FORKSCALE_ANALYSE_SPREAD_H

#include "analyse/estimate.h"

struct spread {
    struct estimate median; /* of the blocks' medians */
    double lower;           /* quartiles of all rounds */
    double upper;
    bool has_modes;
    double fast; /* medians of the blocks of each mode … */
    double slow;
    double slow_share; /* … and the share of the slow ones */
};

/* `blocks` has the median of each block, and `rounds` every round of all; both positive and at
 * least one. There are two modes when the blocks part into two groups of at least two, with a gap of
 * a quarter or more between them that is wider than either group, as factors. Sorts both. */
struct spread spread_of(double *blocks, size_t block_count, double *rounds, size_t round_count);

#endif
