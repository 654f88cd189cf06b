/* SPDX-License-Identifier: MIT */
/* The values by which two cells are compared, and the tests of them, whether the cells are of one
 * run or of two. */
#ifndef FORKSCALE_ANALYSE_COMPARISON_SAMPLE_H
#define FORKSCALE_ANALYSE_COMPARISON_SAMPLE_H

#include "analyse/comparison.h"

/* The sets; in one run both are the same. */
struct comparison_sets {
    const struct results *base;
    const struct results *new;
    struct repetition_index base_index;
    struct repetition_index new_index;
    bool is_paired; /* in one run */
};

/* Logarithms: of the ratios of pairs, in `new`; or of each set. */
struct sample {
    bool is_paired;
    double *new;
    size_t new_count;
    double *base;
    size_t base_count;
};

/* Takes the sample into the scratch of the indices: so the next one overwrites it. */
struct sample sample_take(const struct comparison_sets *sets, const struct comparison *comparison);

/* Fills index->values with the logarithms of a figure of a cell over that of the serial cell of its
 * workload in the same block, and returns of how many blocks. What is no time is taken as it is,
 * and so is all with `is_absolute`. */
size_t sample_take_cell(const struct repetition_index *index, const struct results *results,
                        const struct figure *figure, const struct result_cell *cell,
                        bool is_absolute);

/* Of two runs, the part of the blocks in which the cell or the serial cell of its workload was
 * disturbed: the greater one. 0 in one run, where both sides share the disturbance. */
double sample_disturbed(const struct comparison_sets *sets, const struct comparison *comparison);

/* The functions of shift.h that suit the sample. */
struct shift sample_shift(const struct sample *sample, double level);
double sample_p_above(const struct sample *sample, double offset);
double sample_p_below(const struct sample *sample, double offset);

#endif
