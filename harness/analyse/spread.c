/* SPDX-License-Identifier: MIT */
/* How the times of one operation spread. */
#include "analyse/spread.h"
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#define GAP_LEAST   1.25
#define GROUP_LEAST 2

static double factor(const double *sorted, size_t first, size_t last)
{
    return sorted[last] / sorted[first];
}

/* How many of the blocks are in the fast mode; 0 where there is one mode. */
static size_t find_gap(const double *sorted, size_t count)
{
    size_t fast = 0;
    double widest = GAP_LEAST;
    for (size_t group = GROUP_LEAST; group + GROUP_LEAST <= count; group++) {
        double gap = factor(sorted, group - 1, group);
        if (gap >= widest && gap > factor(sorted, 0, group - 1) &&
            gap > factor(sorted, group, count - 1)) {
            widest = gap;
            fast = group;
        }
    }
    return fast;
}

struct spread spread_of(double *blocks, size_t block_count, double *rounds, size_t round_count)
{
    struct spread spread = { .median = estimate_median(blocks, block_count, ESTIMATE_LEVEL) };
    gsl_sort(rounds, 1, round_count);
    spread.lower = gsl_stats_quantile_from_sorted_data(rounds, 1, round_count, 0.25);
    spread.upper = gsl_stats_quantile_from_sorted_data(rounds, 1, round_count, 0.75);
    size_t fast = find_gap(blocks, block_count);
    if (fast == 0)
        return spread;
    size_t slow = block_count - fast;
    spread.has_modes = true;
    spread.fast = gsl_stats_median_from_sorted_data(blocks, 1, fast);
    spread.slow = gsl_stats_median_from_sorted_data(blocks + fast, 1, slow);
    spread.slow_share = (double)slow / (double)block_count;
    return spread;
}
