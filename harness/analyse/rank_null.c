/* SPDX-License-Identifier: MIT */
/* The null distributions of the two rank statistics. */
#include "analyse/rank_null.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

/* --- exact ------------------------------------------------------------------------------------ */

/* Each rank 1 … n is in the sum with probability 1/2: so the distribution for n follows from the
 * one for n−1. The lower half of a distribution needs the lower halves only. Sums of positive
 * numbers lose no digits. */
static void count_signs(struct rank_null *null, size_t pairs)
{
    const size_t half = null->greatest / 2;
    null->below[0] = 1;
    for (size_t i = 1; i <= half; i++)
        null->below[i] = 0;
    for (size_t rank = 1; rank <= pairs; rank++)
        for (size_t i = half + 1; i-- > 0;)
            null->below[i] = (null->below[i] + (i >= rank ? null->below[i - rank] : 0)) / 2;
}

/* C(one + other, one), or 0 from 2^64 on. */
static uint64_t count_orders(size_t one, size_t other)
{
    uint64_t orders = 1;
    for (size_t i = 1; i <= one; i++) {
        uint64_t rest = orders % i;
        uint64_t whole;
        /* orders × (other + i) is a multiple of i. */
        if (__builtin_mul_overflow(orders / i, other + i, &whole) ||
            __builtin_add_overflow(whole, rest * (other + i) / i, &orders))
            return 0;
    }
    return orders;
}

/* The number of orders of two samples that give each count has a generating function, the Gaussian
 * binomial coefficient: the product of (1 − q^(other + i)) / (1 − q^i) for i = 1 … one (Andrews,
 * The Theory of Partitions, 1976, chapter 3). Each partial product has whole coefficients below
 * 2^64, so unsigned arithmetic is exact although differences wrap around on the way. */
static void count_samples(struct rank_null *null, size_t one, size_t other, uint64_t orders)
{
    const size_t half = null->greatest / 2;
    uint64_t ways[RANK_COUNT_EXACT / 2 + 1] = { 1 };
    for (size_t i = 1; i <= one; i++) {
        for (size_t at = half; at >= other + i; at--)
            ways[at] -= ways[at - other - i];
        for (size_t at = i; at <= half; at++)
            ways[at] += ways[at - i];
    }
    for (size_t at = 0; at <= half; at++)
        null->below[at] = (double)ways[at] / (double)orders;
}

static void cumulate(struct rank_null *null)
{
    for (size_t i = 1; i <= null->greatest / 2; i++)
        null->below[i] += null->below[i - 1];
}

/* --- both ------------------------------------------------------------------------------------- */

void rank_null_pairs(struct rank_null *null, size_t pairs)
{
    const double n = (double)pairs;
    null->greatest = (uint64_t)pairs * (pairs + 1) / 2;
    null->sigma = sqrt(n * (n + 1) * (2 * n + 1) / 24);
    null->is_exact = pairs <= RANK_PAIRS_EXACT;
    if (!null->is_exact)
        return;
    count_signs(null, pairs);
    cumulate(null);
}

void rank_null_samples(struct rank_null *null, size_t one, size_t other)
{
    const double m = (double)one;
    const double n = (double)other;
    null->greatest = (uint64_t)one * other;
    null->sigma = sqrt(m * n * (m + n + 1) / 12);
    uint64_t orders = null->greatest <= RANK_COUNT_EXACT ? count_orders(one, other) : 0;
    null->is_exact = orders > 0;
    if (!null->is_exact)
        return;
    count_samples(null, one, other, orders);
    cumulate(null);
}

double rank_null_below(const struct rank_null *null, uint64_t at_most)
{
    if (at_most >= null->greatest)
        return 1;
    if (!null->is_exact)
        return gsl_cdf_ugaussian_P(((double)at_most + 0.5 - (double)null->greatest / 2) /
                                   null->sigma);
    return at_most <= null->greatest / 2 ? null->below[at_most]
                                         : 1 - null->below[null->greatest - at_most - 1];
}

uint64_t rank_null_rank(const struct rank_null *null, double p)
{
    uint64_t good = 0;
    uint64_t bad = null->greatest / 2 + 2;
    while (bad - good > 1) {
        uint64_t middle = good + (bad - good) / 2;
        if (rank_null_below(null, middle - 1) <= p)
            good = middle;
        else
            bad = middle;
    }
    return good;
}
