/* SPDX-License-Identifier: MIT */
/* The median of some values with its distribution-free confidence interval. */
#ifndef FORKSCALE_ANALYSE_ESTIMATE_H
#define FORKSCALE_ANALYSE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#define ESTIMATE_LEVEL 0.05 /* how often an interval that is shown may miss the median */

struct estimate {
    double median;
    double low; /* the interval where has_interval, else least and greatest value */
    double high;
    size_t count; /* values it rests on; 0: there is no estimate, and the rest is 0 */
    bool has_interval;
};

/* The interval is from order statistics: the narrowest symmetric ranks (k, n+1−k) for which twice
 * P(B < k) ≤ level, where B is binomial(n, 1/2); for 0.05 they exist from n = 6 (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 1999, section 3.2). Sorts `values`, all finite. */
struct estimate estimate_median(double *values, size_t count, double level);

#endif
