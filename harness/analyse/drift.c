/* SPDX-License-Identifier: MIT */
/* The trend of values. */
#include "analyse/drift.h"
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX 1000
#define EXACT_MAX  40

/* Adds the next value to the distribution of the number of inversions: among n values in random
 * order the last one has 0 … n−1 greater ones before it, each equally often. */
static void add_value(double *probability, double *before, size_t pairs, size_t n)
{
    memcpy(before, probability, (pairs + 1) * sizeof *before);
    for (size_t k = 0; k <= pairs; k++) {
        probability[k] = 0;
        for (size_t more = 0; more < n && more <= k; more++)
            probability[k] += before[k - more] / (double)n;
    }
}

/* P(|S| ≥ s): S = pairs − 2 × inversions is symmetric about 0. */
static double exact_probability(size_t count, long s)
{
    enum { PAIRS_MAX = EXACT_MAX * (EXACT_MAX - 1) / 2 };
    double probability[PAIRS_MAX + 1] = { 1 };
    double before[PAIRS_MAX + 1];
    size_t pairs = count * (count - 1) / 2;
    for (size_t n = 2; n <= count; n++)
        add_value(probability, before, pairs, n);
    double tail = 0;
    for (size_t inversions = 0; (long)pairs - 2 * (long)inversions >= s; inversions++)
        tail += probability[inversions];
    return fmin(2 * tail, 1);
}

static double normal_probability(size_t count, long s)
{
    double n = (double)count;
    double sigma = sqrt(n * (n - 1) * (2 * n + 5) / 18);
    return fmin(2 * gsl_cdf_ugaussian_Q(((double)s - 1) / sigma), 1);
}

int drift_find(const double *places, const double *values, size_t count, struct drift *drift)
{
    *drift = (struct drift){ .probability = 1 };
    size_t step = count / VALUES_MAX + 1;
    size_t taken = (count + step - 1) / step;
    if (taken < 2)
        return 0;
    double *slopes = calloc(taken * (taken - 1) / 2 + count, sizeof *slopes);
    if (slopes == NULL)
        return ENOMEM;
    size_t pairs = 0;
    long s = 0;
    for (size_t i = 0; i < count; i += step)
        for (size_t j = i + step; j < count; j += step) {
            s += (values[j] > values[i]) - (values[j] < values[i]);
            slopes[pairs++] = (values[j] - values[i]) / (places[j] - places[i]);
        }
    double *copy = slopes + pairs;
    memcpy(copy, values, count * sizeof *copy);
    drift->change = gsl_stats_median(slopes, 1, pairs) * (places[count - 1] - places[0]) /
                    gsl_stats_median(copy, 1, count);
    long size = labs(s);
    if (size > 0)
        drift->probability =
            taken <= EXACT_MAX ? exact_probability(taken, size) : normal_probability(taken, size);
    free(slopes);
    return 0;
}
