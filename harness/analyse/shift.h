/* SPDX-License-Identifier: MIT */
/* The shift of one sample from 0, or of a new sample from a base: its estimate, with a
 * distribution-free interval, and tests of it. Pure.
 *
 * The estimate is that of Hodges & Lehmann ("Estimates of location based on rank tests", Annals of
 * Mathematical Statistics 34, 1963): the median of the Walsh averages (d_i + d_j) / 2, i ≤ j, of
 * one sample; or of the differences x_i − y_j between two. The interval lies between order
 * statistics of the same values (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods, 3rd
 * ed., 2014, sections 3.3 and 4.3), and a p-value comes from how many of them exceed the offset. So
 * the two never disagree: low > offset exactly if the p-value of that offset is at most level / 2.
 *
 * One sample is assumed to be symmetric around its shift; two samples, to differ by a shift alone.
 * The distributions are exact to the sizes that rank_null.h states. With ties or zeros the true
 * probabilities of error are at most those stated, because what equals the offset does not exceed
 * it.
 *
 * All functions sort the samples. Values are finite, and their sizes at most DBL_MAX / 2. No n²
 * values are stored: n = 100 000 takes about 50 ms.
 */
#ifndef FORKSCALE_ANALYSE_SHIFT_H
#define FORKSCALE_ANALYSE_SHIFT_H

#include <stdbool.h>
#include <stddef.h>

struct shift {
    double estimate;
    double low; /* the interval where has_interval, else least and greatest of the values above */
    double high;
    size_t count; /* pairs, or values of the smaller sample; 0: no estimate, and the rest is 0 */
    bool has_interval;
};

/* Of one sample, such as the differences of pairs. The interval misses the shift no more often than
 * `level`, on each side no more often than half of it. */
struct shift shift_paired(double *differences, size_t count, double level);

/* How likely so many Walsh averages, or more, exceed `offset` if the shift is at most `offset`; 1
 * without values. Swap the signs of differences and offset to test the other side. */
double shift_paired_p(double *differences, size_t count, double offset);

/* How far the new sample is from the base, and the like. */
struct shift shift_separate(double *new, size_t new_count, double *base, size_t base_count,
                            double level);
double shift_separate_p(double *new, size_t new_count, double *base, size_t base_count,
                        double offset);

/* The other side: how likely so few exceed `offset` if the shift is at least `offset`. */
double shift_paired_p_below(double *differences, size_t count, double offset);
double shift_separate_p_below(double *new, size_t new_count, double *base, size_t base_count,
                              double offset);

/* The factor that a shift of logarithms stands for, with its interval. */
struct shift shift_factor(struct shift logarithms);

/* The least number of pairs, or of values in each of two samples, whose p-value can be `p` or less;
 * p > 0. */
size_t shift_fewest_pairs(double p);
size_t shift_fewest_separate(double p);

/* About how many values would show with error p that the shift is farther than `distance` from where
 * it must not be: if the estimate stayed, and the interval, which has ESTIMATE_LEVEL, shrank with
 * the root of their number. At least one more than there are, and at least `fewest`. To two digits;
 * 0 for more than SHIFT_NEEDED_MAX. */
size_t shift_needed(const struct shift *shift, double distance, double p, size_t fewest);

#define SHIFT_NEEDED_MAX 10000

#endif
