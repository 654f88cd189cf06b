/* SPDX-License-Identifier: MIT */
/* The median of some values with its distribution-free confidence interval. */
#include "analyse/estimate.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

/* How often the interval between the order statistics k and n+1−k misses the median: both ways, it
 * does when fewer than k of n values lie on one side of it, each with probability 1/2. */
static double miss_probability(size_t rank, size_t count)
{
    return 2 * gsl_cdf_binomial_P((unsigned)(rank - 1), 0.5, (unsigned)count);
}

/* The greatest rank k that misses no more often than `level`; 0 when even the whole range does.
 * GSL's probabilities are rounded, and one that equals the level may come out above it. */
static size_t find_rank(size_t count, double level)
{
    const double most = level * (1 + 1e-12);
    size_t good = 0;
    size_t bad = count / 2 + 1;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;
        if (miss_probability(middle, count) <= most)
            good = middle;
        else
            bad = middle;
    }
    return good;
}

struct estimate estimate_median(double *values, size_t count, double level)
{
    if (count == 0)
        return (struct estimate){ 0 };
    gsl_sort(values, 1, count);
    size_t rank = find_rank(count, level);
    size_t least = rank > 0 ? rank : 1;
    return (struct estimate){
        .median = gsl_stats_median_from_sorted_data(values, 1, count),
        .low = values[least - 1],
        .high = values[count - least],
        .count = count,
        .has_interval = rank > 0,
    };
}
