/* SPDX-License-Identifier: MIT */
/* Shifts, their intervals and p-values against golden ones, and what must hold for any values. */
#include "analyse/shift.h"
#include "analyse/holm.h"
#include "analyse/rank_null.h"
#include "check.h"
#include "kit/hash.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX 300
#define LARGE      100000

/* The shift of `new` from `base`, or of `new` alone. */
struct golden_shift {
    const char *name;
    double new[VALUES_MAX];
    size_t new_count;
    double base[VALUES_MAX];
    size_t base_count; /* 0: pairs */
    double level;
    double offset;
    double estimate;
    double low;
    double high;
    bool has_interval;
    double p_above;
    double p_below;
};

struct golden_holm {
    size_t count;
    double p[12];
    double adjusted[12];
};

#include "../golden/shift.inc"

/* To 12 digits. */
static bool is_close(double one, double other)
{
    return one == other || fabs(one - other) <= 1e-12 * fmax(fabs(one), fabs(other));
}

static struct shift find(const struct golden_shift *golden, double *p_above, double *p_below)
{
    double new[VALUES_MAX];
    double base[VALUES_MAX];
    memcpy(new, golden->new, sizeof new);
    memcpy(base, golden->base, sizeof base);
    size_t m = golden->new_count;
    size_t n = golden->base_count;
    if (n == 0) {
        *p_above = shift_paired_p(new, m, golden->offset);
        *p_below = shift_paired_p_below(new, m, golden->offset);
        return shift_paired(new, m, golden->level);
    }
    *p_above = shift_separate_p(new, m, base, n, golden->offset);
    *p_below = shift_separate_p_below(new, m, base, n, golden->offset);
    return shift_separate(new, m, base, n, golden->level);
}

static void against_golden(void)
{
    for (size_t i = 0; i < sizeof golden_shifts / sizeof *golden_shifts; i++) {
        const struct golden_shift *golden = &golden_shifts[i];
        size_t least = golden->base_count > 0 && golden->base_count < golden->new_count
                           ? golden->base_count
                           : golden->new_count;
        double above;
        double below;
        struct shift shift = find(golden, &above, &below);
        CHECK(is_close(shift.estimate, golden->estimate), "%s: %.17g, not %.17g", golden->name,
              shift.estimate, golden->estimate);
        CHECK(is_close(shift.low, golden->low), "%s: %.17g", golden->name, shift.low);
        CHECK(is_close(shift.high, golden->high), "%s: %.17g", golden->name, shift.high);
        CHECK(shift.has_interval == golden->has_interval, "%s", golden->name);
        CHECK(shift.count == least, "%s: %zu", golden->name, shift.count);
        CHECK(is_close(above, golden->p_above), "%s: %.17g, not %.17g", golden->name, above,
              golden->p_above);
        CHECK(is_close(below, golden->p_below), "%s: %.17g, not %.17g", golden->name, below,
              golden->p_below);
    }
    for (size_t i = 0; i < sizeof golden_holms / sizeof *golden_holms; i++) {
        double p[12];
        memcpy(p, golden_holms[i].p, sizeof p);
        CHECK(holm_adjust(p, golden_holms[i].count) == 0, "holm %zu", i);
        for (size_t j = 0; j < golden_holms[i].count; j++)
            CHECK(is_close(p[j], golden_holms[i].adjusted[j]), "holm %zu, %zu: %.17g", i, j, p[j]);
    }
}

/* Values from 0 to 3 in few steps, so that there are ties. */
static size_t draw(uint64_t seed, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = floor(24 * hash_unit(seed, i)) / 8;
    return count;
}

/* An interval excludes exactly those offsets that the test at half its level rejects. */
static void interval_and_p_agree(void)
{
    for (uint64_t seed = 0; seed < 300; seed++) {
        double new[12];
        double base[12];
        size_t m = draw(2 * seed, 1 + seed % 12, new);
        size_t n = draw(2 * seed + 1, 1 + seed / 12 % 12, base);
        const double level = seed % 2 == 0 ? 0.05 : 0.3;
        struct shift pairs = shift_paired(new, m, level);
        struct shift samples = shift_separate(new, m, base, n, level);
        for (double offset = -4; offset <= 4; offset += 1.0 / 32) {
            CHECK((pairs.has_interval && pairs.low > offset) ==
                      (shift_paired_p(new, m, offset) <= level / 2),
                  "seed %llu, offset %g", (unsigned long long)seed, offset);
            CHECK((pairs.has_interval && pairs.high < offset) ==
                      (shift_paired_p_below(new, m, offset) <= level / 2),
                  "seed %llu, offset %g", (unsigned long long)seed, offset);
            CHECK((samples.has_interval && samples.low > offset) ==
                      (shift_separate_p(new, m, base, n, offset) <= level / 2),
                  "seed %llu, offset %g", (unsigned long long)seed, offset);
            CHECK((samples.has_interval && samples.high < offset) ==
                      (shift_separate_p_below(new, m, base, n, offset) <= level / 2),
                  "seed %llu, offset %g", (unsigned long long)seed, offset);
        }
    }
}

/* Swapped samples and signs give the mirror image. */
static void sides_are_alike(void)
{
    for (uint64_t seed = 0; seed < 100; seed++) {
        double new[40];
        double base[40];
        double negative[40];
        size_t m = draw(seed, 1 + seed % 40, new);
        size_t n = draw(seed + 1000, 1 + seed * 7 % 40, base);
        for (size_t i = 0; i < m; i++)
            negative[i] = -new[i];
        struct shift one = shift_separate(new, m, base, n, 0.05);
        struct shift other = shift_separate(base, n, new, m, 0.05);
        CHECK(one.low == -other.high && one.high == -other.low && one.estimate == -other.estimate,
              "seed %llu", (unsigned long long)seed);
        CHECK(shift_paired_p(new, m, 1) == shift_paired_p_below(negative, m, -1), "seed %llu",
              (unsigned long long)seed);
    }
}

/* Half the miss of one side is what its distribution says, summed over all values. */
static void distributions(void)
{
    struct rank_null null;
    for (size_t n = 1; n <= RANK_PAIRS_EXACT; n++) {
        rank_null_pairs(&null, n);
        CHECK(null.is_exact && is_close(null.below[0], ldexp(1, -(int)n)), "%zu pairs", n);
        CHECK(is_close(rank_null_below(&null, null.greatest - 1), 1 - ldexp(1, -(int)n)), "%zu", n);
    }
    rank_null_pairs(&null, RANK_PAIRS_EXACT + 1);
    CHECK(!null.is_exact, "%u pairs", RANK_PAIRS_EXACT + 1);
    rank_null_samples(&null, 33, 34);
    CHECK(null.is_exact, "33 and 34");
    rank_null_samples(&null, 1, RANK_COUNT_EXACT);
    CHECK(null.is_exact && is_close(null.below[9], 10.0 / (RANK_COUNT_EXACT + 1)), "1 and many");
    rank_null_samples(&null, 34, 34);
    CHECK(!null.is_exact, "34 and 34 have 2^64 orders and more");
}

static void fewest(void)
{
    CHECK(shift_fewest_pairs(0.5) == 1 && shift_fewest_pairs(0.025) == 6 &&
              shift_fewest_pairs(0.05) == 5 && shift_fewest_pairs(0.005) == 8,
          "%zu", shift_fewest_pairs(0.025));
    CHECK(shift_fewest_separate(0.5) == 1 && shift_fewest_separate(0.025) == 4 &&
              shift_fewest_separate(0.05) == 3 && shift_fewest_separate(0.005) == 5,
          "%zu", shift_fewest_separate(0.025));
    double six[] = { 1, 2, 3, 4, 5, 6 };
    CHECK(shift_paired_p(six, 6, 0) <= 0.025 && shift_paired_p(six, 5, 0) > 0.025, "six");
}

static void nothing(void)
{
    double one[] = { 2 };
    CHECK(shift_paired(NULL, 0, 0.05).count == 0 && shift_paired_p(NULL, 0, 0) == 1, "none");
    CHECK(shift_separate(one, 1, NULL, 0, 0.05).count == 0, "no base");
    CHECK(shift_separate_p(NULL, 0, one, 1, 0) == 1, "no new");
    double zeros[] = { 0.0, -0.0 };
    CHECK(!signbit(shift_paired(zeros, 2, 0.05).low), "no -0");
    CHECK(holm_adjust(NULL, 0) == 0, "no tests");
}

/* n² values would take 80 GB. The estimate of values symmetric around 2 is near it. */
static void large(void)
{
    double *new = malloc(LARGE * sizeof *new);
    double *base = malloc(LARGE * sizeof *base);
    for (size_t i = 0; i < LARGE; i++) {
        new[i] = 2 + hash_unit(1, i) - hash_unit(2, i);
        base[i] = hash_unit(3, i) - hash_unit(4, i);
    }
    struct shift pairs = shift_paired(new, LARGE, 0.01);
    struct shift samples = shift_separate(new, LARGE, base, LARGE, 0.01);
    CHECK(fabs(pairs.estimate - 2) < 0.01 && pairs.high - pairs.low < 0.02, "%g", pairs.estimate);
    CHECK(fabs(samples.estimate - 2) < 0.01, "%g", samples.estimate);
    CHECK(pairs.low < pairs.estimate && pairs.estimate < pairs.high, "%g", pairs.low);
    CHECK(shift_paired_p(new, LARGE, 1.9) < 1e-9 && shift_paired_p(new, LARGE, 2.1) > 0.9, "p");
    free(new);
    free(base);
}

int main(void)
{
    against_golden();
    interval_and_p_agree();
    sides_are_alike();
    distributions();
    fewest();
    nothing();
    large();
    return check_end();
}
