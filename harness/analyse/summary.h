/* SPDX-License-Identifier: MIT */
/* From samples to statistics: one summary a cell. Pure: no input, no output, no clock. */
#ifndef FORKSCALE_ANALYSE_SUMMARY_H
#define FORKSCALE_ANALYSE_SUMMARY_H

#include "record/results.h"

/* A median over blocks with its confidence interval. */
struct estimate {
    double median;
    double low; /* 95 % interval where has_interval, else least and greatest value */
    double high;
    size_t count; /* blocks it rests on; 0: there is no estimate, and the rest is 0 */
    bool has_interval;
};

/* All times in nanoseconds. A ratio is formed block by block, against the baseline cell of the same
 * workload in the same block, and then summarised; a block that lacks either gives none. */
struct summary {
    const struct result_cell *cell;
    struct estimate run;          /* warm: median of the timed runs of a repetition */
    struct estimate once;         /* open + first run + close */
    struct estimate speedup;      /* serial run / run */
    struct estimate efficiency;   /* speedup / workers */
    struct estimate once_speedup; /* serial once / once */
    double startup_share; /* of the run, in 0 … 1: medians over blocks of share of the mean run */
    double imbalance_share;
    double finish_share;
    double open_share; /* of a single use, likewise */
    const char *error; /* of the first repetition that failed, NULL if none did */
};

/* Median of `count` values with the distribution-free 95 % interval from order statistics: the
 * narrowest symmetric ranks (k, n+1−k) whose binomial(n, 1/2) coverage is at least 0.95, which
 * exist from n = 6 (Conover, Practical Nonparametric Statistics, 3rd ed., 1999, section 3.2). Sorts
 * `values`. */
struct estimate estimate_median(double *values, size_t count);

/* One summary per cell, in the order of results->cells, into a new array for free(). Points into
 * `results`. Returns NULL when out of memory. */
struct summary *summarise(const struct results *results);

#endif
