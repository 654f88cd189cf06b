/* SPDX-License-Identifier: MIT */
/* The good repetitions of each cell by block, so that two cells can be compared block by block:
 * what disturbs a block disturbs both alike. */
#ifndef FORKSCALE_ANALYSE_REPETITION_INDEX_H
#define FORKSCALE_ANALYSE_REPETITION_INDEX_H

#include "analyse/estimate.h"
#include "record/results.h"

/* A good repetition. */
struct repetition_summary {
    size_t cell;
    unsigned block;
    unsigned workers; /* of the cell */
    double run_ns;    /* median of its timed runs */
    const struct repetition *repetition;
    const struct repetition *serial; /* the baseline's in its block, by summarise; or NULL */
};

/* Those of one cell, by rising block. */
struct cell_repetitions {
    const struct repetition_summary *first;
    size_t count;
};

struct repetition_index {
    struct repetition_summary *summaries;
    struct cell_repetitions *by_cell; /* and one past the last cell, which has no repetitions */
    double *values;                   /* scratch, with room for a value of each repetition */
};

/* What is compared. */
typedef double repetition_figure(const struct repetition_summary *summary);

enum pairing { PAIR_RATIO, PAIR_DIFFERENCE, PAIR_LOG_RATIO };

/* Points into `results`. Returns 0 or ENOMEM; after an error *index needs no release. */
int repetition_index_create(const struct results *results, struct repetition_index *index);
void repetition_index_release(struct repetition_index *index);

/* The median over blocks of a figure of a cell, without those where it is NaN. */
struct estimate repetitions_estimate(const struct repetition_index *index, size_t cell,
                                     repetition_figure *figure);

/* Fills index->values with one / other, one − other or ln(one / other) of the blocks that have
 * both, and returns how many those are. */
size_t repetitions_pair(const struct repetition_index *index, size_t one, size_t other,
                        repetition_figure *figure, enum pairing pairing);

/* The median of these values. */
struct estimate repetitions_compare(const struct repetition_index *index, size_t one, size_t other,
                                    repetition_figure *figure, enum pairing pairing, double level);

/* The blocks that two cells have both, in order; the cells may be of one run only. */
struct block_pairs {
    struct cell_repetitions one; /* those not yet seen */
    struct cell_repetitions other;
};

struct block_pairs repetitions_pairs(const struct repetition_index *index, size_t one,
                                     size_t other);

/* Moves on to the next such block. False when there is none. */
bool block_pairs_next(struct block_pairs *pairs, const struct repetition_summary **one,
                      const struct repetition_summary **other);

/* Index of the baseline that `cell` refers to; one past the last cell if its workload has none. */
size_t repetitions_baseline(const struct results *results, const struct result_cell *cell);

/* The two figures that every comparison has. */
double repetition_run_ns(const struct repetition_summary *summary);
double repetition_once_ns(const struct repetition_summary *summary);

#endif
