/* SPDX-License-Identifier: MIT */
/* Whether values that were taken one after the other rise or fall. Pure. */
#ifndef FORKSCALE_ANALYSE_DRIFT_H
#define FORKSCALE_ANALYSE_DRIFT_H

#include <stddef.h>

struct drift {
    double probability; /* that values in random order have such a trend, up or down; 1: no trend */
    double change;      /* from the first value to the last, by the slope, over the median */
};

/* The trend test of Mann (Nonparametric tests against trend, Econometrica 13, 1945) on Kendall's S,
 * the number of pairs that rise minus that of pairs that fall, and the slope of Theil and Sen, the
 * median over all pairs (Sen, Estimates of the regression coefficient based on Kendall's tau, JASA
 * 63, 1968). The probability is exact up to 40 values, and beyond from the normal distribution with
 * variance n(n−1)(2n+5)/18 (Kendall, Rank Correlation Methods, 4th ed., 1970, chapter 4); ties make
 * it too large. Of more than 1000 values, every second, third … is taken. All are positive; they
 * stand at `places`, which rise. Returns 0 or ENOMEM. */
int drift_find(const double *places, const double *values, size_t count, struct drift *drift);

#endif
