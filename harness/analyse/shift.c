/* SPDX-License-Identifier: MIT */
/* Shifts by ranks, without storing the n² values that they count. */
#include "analyse/shift.h"
#include "analyse/estimate.h"
#include "analyse/rank_null.h"
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* The values of which a shift is the median, given by sorted samples. */
struct values {
    const double *new; /* NULL: the Walsh averages of `base` */
    size_t new_count;
    const double *base;
    size_t base_count;
    uint64_t count;
};

static double walsh(double one, double other)
{
    return (one + other) / 2;
}

/* --- counting --------------------------------------------------------------------------------- */

/* Each value is not less than those with smaller indices, also after rounding: so where the values
 * that are at most x end moves one way only, and one pass finds it for every row. */
static uint64_t count_walsh(const double *sorted, size_t count, double x)
{
    uint64_t found = 0;
    size_t end = count; /* of row i: j < end are at most x */
    for (size_t i = 0; i < count; i++) {
        while (end > i && walsh(sorted[i], sorted[end - 1]) > x)
            end--;
        if (end <= i)
            break;
        found += end - i;
    }
    return found;
}

static uint64_t count_differences(const struct values *values, double x)
{
    uint64_t found = 0;
    size_t begin = 0; /* of row i: j ≥ begin are at most x */
    for (size_t i = 0; i < values->new_count; i++) {
        while (begin < values->base_count && values->new[i] - values->base[begin] > x)
            begin++;
        found += values->base_count - begin;
    }
    return found;
}

/* How many values are at most x. */
static uint64_t count_up_to(const struct values *values, double x)
{
    return values->new != NULL ? count_differences(values, x)
                               : count_walsh(values->base, values->base_count, x);
}

/* --- selecting -------------------------------------------------------------------------------- */

#define SIGN (UINT64_C(1) << 63)

/* Doubles as whole numbers in the same order. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & SIGN) != 0 ? ~bits : bits | SIGN;
}

static double of_key(uint64_t key)
{
    uint64_t bits = (key & SIGN) != 0 ? key ^ SIGN : ~key;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The value of rank 1 … count: the least double that so many values do not exceed. It is one of
 * them, and bisection over all doubles finds it in 64 passes. */
static double value_of_rank(const struct values *values, uint64_t rank)
{
    uint64_t low = key_of(-DBL_MAX);
    uint64_t high = key_of(DBL_MAX);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (count_up_to(values, of_key(middle)) >= rank)
            high = middle;
        else
            low = middle + 1;
    }
    return of_key(low) + 0.0; /* no −0 */
}

static double median(const struct values *values)
{
    double upper = value_of_rank(values, values->count / 2 + 1);
    return values->count % 2 == 1 ? upper : walsh(value_of_rank(values, values->count / 2), upper);
}

/* --- shifts ----------------------------------------------------------------------------------- */

static struct values walsh_averages(double *differences, size_t count)
{
    gsl_sort(differences, 1, count);
    return (struct values){
        .base = differences,
        .base_count = count,
        .count = (uint64_t)count * (count + 1) / 2,
    };
}

static struct values differences_of(double *new, size_t new_count, double *base, size_t base_count)
{
    gsl_sort(new, 1, new_count);
    gsl_sort(base, 1, base_count);
    return (struct values){ new, new_count, base, base_count, (uint64_t)new_count *base_count };
}

static struct shift find_shift(const struct values *values, const struct rank_null *null,
                               double level)
{
    uint64_t rank = rank_null_rank(null, level / 2);
    uint64_t nearest = rank > 0 ? rank : 1;
    return (struct shift){
        .estimate = median(values),
        .low = value_of_rank(values, nearest),
        .high = value_of_rank(values, values->count + 1 - nearest),
        .has_interval = rank > 0,
    };
}

struct shift shift_paired(double *differences, size_t count, double level)
{
    if (count == 0)
        return (struct shift){ 0 };
    struct rank_null null;
    rank_null_pairs(&null, count);
    struct values values = walsh_averages(differences, count);
    struct shift shift = find_shift(&values, &null, level);
    shift.count = count;
    return shift;
}

struct shift shift_separate(double *new, size_t new_count, double *base, size_t base_count,
                            double level)
{
    if (new_count == 0 || base_count == 0)
        return (struct shift){ 0 };
    struct rank_null null;
    rank_null_samples(&null, new_count, base_count);
    struct values values = differences_of(new, new_count, base, base_count);
    struct shift shift = find_shift(&values, &null, level);
    shift.count = new_count < base_count ? new_count : base_count;
    return shift;
}

/* --- tests ------------------------------------------------------------------------------------ */

/* The greatest double below x. */
static double before(double x)
{
    return of_key(key_of(x == 0 ? -0.0 : x) - 1);
}

/* By symmetry, "so many exceed it" is as likely as "so few do not". */
static double p_above(const struct values *values, const struct rank_null *null, double offset)
{
    return rank_null_below(null, count_up_to(values, offset));
}

/* … and "so many are less" as "so few are not". */
static double p_below(const struct values *values, const struct rank_null *null, double offset)
{
    return rank_null_below(null, values->count - count_up_to(values, before(offset)));
}

typedef double rank_test(const struct values *values, const struct rank_null *null, double offset);

static double test_paired(rank_test *test, double *differences, size_t count, double offset)
{
    if (count == 0)
        return 1;
    struct rank_null null;
    rank_null_pairs(&null, count);
    struct values values = walsh_averages(differences, count);
    return test(&values, &null, offset);
}

static double test_separate(rank_test *test, double *new, size_t new_count, double *base,
                            size_t base_count, double offset)
{
    if (new_count == 0 || base_count == 0)
        return 1;
    struct rank_null null;
    rank_null_samples(&null, new_count, base_count);
    struct values values = differences_of(new, new_count, base, base_count);
    return test(&values, &null, offset);
}

double shift_paired_p(double *differences, size_t count, double offset)
{
    return test_paired(p_above, differences, count, offset);
}

double shift_paired_p_below(double *differences, size_t count, double offset)
{
    return test_paired(p_below, differences, count, offset);
}

double shift_separate_p(double *new, size_t new_count, double *base, size_t base_count,
                        double offset)
{
    return test_separate(p_above, new, new_count, base, base_count, offset);
}

double shift_separate_p_below(double *new, size_t new_count, double *base, size_t base_count,
                              double offset)
{
    return test_separate(p_below, new, new_count, base, base_count, offset);
}

/* --- factors ---------------------------------------------------------------------------------- */

struct shift shift_factor(struct shift logarithms)
{
    struct shift factor = logarithms;
    if (factor.count == 0)
        return factor;
    factor.estimate = exp(factor.estimate);
    factor.low = exp(factor.low);
    factor.high = exp(factor.high);
    return factor;
}

/* --- how few ---------------------------------------------------------------------------------- */

size_t shift_fewest_pairs(double p)
{
    struct rank_null null;
    size_t count = 0;
    do {
        count++;
        rank_null_pairs(&null, count);
    } while (rank_null_below(&null, 0) > p);
    return count;
}

size_t shift_fewest_separate(double p)
{
    struct rank_null null;
    size_t count = 0;
    do {
        count++;
        rank_null_samples(&null, count, count);
    } while (rank_null_below(&null, 0) > p);
    return count;
}

/* To two digits, which is more than such a forecast knows. */
static size_t round_up(double blocks)
{
    double unit = blocks > 100 ? pow(10, floor(log10(blocks)) - 1) : 1;
    return (size_t)(ceil(blocks / unit) * unit);
}

size_t shift_needed(const struct shift *shift, double distance, double p, size_t fewest)
{
    if (!shift->has_interval)
        return fewest > shift->count ? fewest : shift->count + 1;
    double width = (shift->high - shift->low) / 2 * gsl_cdf_ugaussian_Qinv(p) /
                   gsl_cdf_ugaussian_Qinv(ESTIMATE_LEVEL / 2);
    double blocks = (double)shift->count * (width / distance) * (width / distance);
    if (!(blocks <= SHIFT_NEEDED_MAX))
        return 0;
    return round_up(fmax(blocks, fmax((double)shift->count + 1, (double)fewest)));
}
