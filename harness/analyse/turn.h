/* SPDX-License-Identifier: MIT */
/* The good repetitions of each cell by block, so that two cells can be compared block by block:
 * what disturbs a block disturbs both alike. */
#ifndef FORKSCALE_ANALYSE_TURN_H
#define FORKSCALE_ANALYSE_TURN_H

#include "analyse/estimate.h"
#include "record/results.h"

/* A good repetition. */
struct turn {
    size_t cell;
    unsigned block;
    double run_ns; /* median of its timed runs */
    const struct repetition *repetition;
};

/* Those of one cell, by rising block. */
struct turns {
    const struct turn *first;
    size_t count;
};

struct turn_index {
    struct turn *turns;
    struct turns *by_cell; /* and one past the last cell, which has no turns */
    double *values;        /* scratch, with room for a value of each turn */
};

/* What is compared; NaN where the repetition does not have it. */
typedef double turn_figure(const struct turn *turn);

enum pairing { PAIR_RATIO, PAIR_DIFFERENCE };

/* Points into `results`. Returns 0 or ENOMEM; after an error *index needs no release. */
int turn_index_create(const struct results *results, struct turn_index *index);
void turn_index_release(struct turn_index *index);

/* The median over blocks of a figure of a cell. */
struct estimate turns_estimate(const struct turn_index *index, size_t cell, turn_figure *figure);

/* The median of one / other or one − other over the blocks that have both. */
struct estimate turns_compare(const struct turn_index *index, size_t one, size_t other,
                              turn_figure *figure, enum pairing pairing, double level);

/* The two figures that every comparison has. */
double turn_run_ns(const struct turn *turn);
double turn_once_ns(const struct turn *turn);

#endif
