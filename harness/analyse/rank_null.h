/* SPDX-License-Identifier: MIT */
/* How the two rank statistics are distributed when nothing has shifted, in the form of counts: of
 * the n(n+1)/2 Walsh averages of n differences, or of the m·n differences between two samples, how
 * many lie below the true shift. Both counts are symmetric around half of their greatest value.
 *
 * Exact where that is stated, and otherwise the normal approximation with the continuity correction
 * (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd ed., 2014, sections 3.1 and
 * 4.1). Beyond √3 standard deviations its tails are longer than the exact ones, because the excess
 * kurtosis of both is negative.
 */
#ifndef FORKSCALE_ANALYSE_RANK_NULL_H
#define FORKSCALE_ANALYSE_RANK_NULL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANK_PAIRS_EXACT 100  /* pairs with an exact distribution */
#define RANK_COUNT_EXACT 5050 /* the greatest count of an exact distribution */

/* On the stack: 20 KiB. */
struct rank_null {
    uint64_t greatest; /* the greatest value of the count */
    double sigma;
    bool is_exact;
    double below[RANK_COUNT_EXACT / 2 + 1]; /* P(count ≤ i) for i ≤ greatest / 2, if is_exact */
};

/* Of Wilcoxon's signed-rank statistic ("Individual comparisons by ranking methods", Biometrics
 * Bulletin 1, 1945) for `pairs` ≥ 1 differences; exact to RANK_PAIRS_EXACT. */
void rank_null_pairs(struct rank_null *null, size_t pairs);

/* Of the statistic of Mann & Whitney ("On a test of whether one of two random variables is
 * stochastically larger than the other", Annals of Mathematical Statistics 18, 1947), for samples
 * of one ≥ 1 and other ≥ 1 values; exact where C(one + other, one) < 2^64 and one × other ≤
 * RANK_COUNT_EXACT, which covers 33 and 34. */
void rank_null_samples(struct rank_null *null, size_t one, size_t other);

/* P(count ≤ at most). */
double rank_null_below(const struct rank_null *null, uint64_t at_most);

/* The greatest k for which P(count < k) ≤ p: the k-th value from either end bounds the shift on one
 * side, and misses it no more often than p. 0 when even the least value misses it more often. */
uint64_t rank_null_rank(const struct rank_null *null, double p);

#endif
