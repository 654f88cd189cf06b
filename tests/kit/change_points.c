/* SPDX-License-Identifier: MIT */
/* Change points against golden ones, and how often they are false or missed in made-up series. */
#include "analyse/change_points.h"
#include "check.h"
#include "kit/hash.h"
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define VALUES_MAX 200
#define PI         3.14159265358979323846

struct golden_series {
    const char *name;
    double values[32];
    size_t count;
    double level;
    size_t family;
    struct change_point changes[8];
    size_t found;
};

#include "../golden/changes.inc"

static void against_golden(void)
{
    for (size_t i = 0; i < sizeof golden_series / sizeof *golden_series; i++) {
        const struct golden_series *golden = &golden_series[i];
        struct change_point changes[VALUES_MAX];
        size_t found;
        CHECK(change_points_find(golden->values, golden->count, golden->level, golden->family,
                                 changes, &found) == 0,
              "%s", golden->name);
        CHECK(found == golden->found, "%s: %zu", golden->name, found);
        for (size_t c = 0; c < found && c < golden->found; c++) {
            CHECK(changes[c].at == golden->changes[c].at, "%s: %zu", golden->name, changes[c].at);
            CHECK(fabs(changes[c].p - golden->changes[c].p) < 1e-12, "%s: %.17g", golden->name,
                  changes[c].p);
        }
    }
}

static double gauss(uint64_t seed, uint64_t index)
{
    return sqrt(-2 * log(hash_unit(seed, 2 * index))) *
           cos(2 * PI * hash_unit(seed, 2 * index + 1));
}

static double cauchy(uint64_t seed, uint64_t index)
{
    return tan(PI * (hash_unit(seed, index) - 0.5));
}

static size_t find(const double *values, size_t count, double level, struct change_point *changes)
{
    size_t found = 0;
    CHECK(change_points_find(values, count, level, count, changes, &found) == 0, "memory");
    return found;
}

/* Of 400 series without a change. At a level of 0.05, P(more than 35) < 0.001 and P(fewer than 7) <
 * 0.001; at 0.01, P(more than 11) < 0.001. */
static void false_alarms(void)
{
    enum { SERIES = 400, COUNT = 24 };
    double (*const noises[])(uint64_t, uint64_t) = { gauss, cauchy };
    for (size_t noise = 0; noise < 2; noise++) {
        unsigned at_5 = 0;
        unsigned at_1 = 0;
        for (uint64_t series = 0; series < SERIES; series++) {
            double values[COUNT];
            struct change_point changes[COUNT];
            for (size_t i = 0; i < COUNT; i++)
                values[i] = noises[noise](1000 + series, i);
            at_5 += find(values, COUNT, 0.05, changes) > 0;
            at_1 += find(values, COUNT, 0.01, changes) > 0;
        }
        CHECK(at_5 >= 7 && at_5 <= 35, "%u of %d at 0.05", at_5, SERIES);
        CHECK(at_1 <= 11, "%u of %d at 0.01", at_1, SERIES);
    }
}

/* A step of four deviations is found at its place, give or take one value, and no other beside it: the
 * level allows 1 % of further changes, so P(more than 4 of 60) < 0.001. */
static void steps_are_found(void)
{
    enum { SERIES = 60, COUNT = 30, AT = 14 };
    unsigned right = 0;
    unsigned more = 0;
    for (uint64_t series = 0; series < SERIES; series++) {
        double values[COUNT];
        struct change_point changes[COUNT];
        for (size_t i = 0; i < COUNT; i++)
            values[i] = gauss(9000 + series, i) + (i >= AT ? 4 : 0);
        size_t found = find(values, COUNT, 0.01, changes);
        for (size_t c = 0; c < found; c++)
            if (changes[c].at >= AT - 1 && changes[c].at <= AT + 1) {
                right++;
                break;
            }
        more += found > 1;
    }
    CHECK(right >= 58, "%u of %d", right, SERIES);
    CHECK(more <= 4, "%u of %d", more, SERIES);
}

/* Scaling and mirroring move nothing: only the order of the values matters. */
static void only_ranks_matter(void)
{
    enum { COUNT = 40 };
    double values[COUNT];
    double scaled[COUNT];
    double negative[COUNT];
    struct change_point changes[3][COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = gauss(5, i) + (i >= 12 ? 6 : 0) + (i >= 25 ? 6 : 0);
        scaled[i] = exp(values[i]);
        negative[i] = -values[i];
    }
    size_t found = find(values, COUNT, 0.01, changes[0]);
    CHECK(found == 2 && changes[0][0].at == 12 && changes[0][1].at == 25, "%zu", found);
    CHECK(find(scaled, COUNT, 0.01, changes[1]) == found, "scaled");
    CHECK(find(negative, COUNT, 0.01, changes[2]) == found, "mirrored");
    for (size_t c = 0; c < found; c++) {
        CHECK(changes[1][c].at == changes[0][c].at && changes[1][c].p == changes[0][c].p, "%zu", c);
        CHECK(changes[2][c].at == changes[0][c].at && changes[2][c].p == changes[0][c].p, "%zu", c);
    }
}

/* A larger family needs more values; two more than `fewest` suffice, and one less does not. */
static void fewest(void)
{
    CHECK(change_points_fewest(0.01, 1) == 14, "%zu", change_points_fewest(0.01, 1));
    CHECK(change_points_fewest(0.05, 1) == 10, "%zu", change_points_fewest(0.05, 1));
    for (size_t family = 30; family <= 480; family *= 4) {
        size_t count = change_points_fewest(0.01, family);
        double values[VALUES_MAX];
        struct change_point changes[VALUES_MAX];
        size_t found;
        for (size_t i = 0; i < VALUES_MAX; i++)
            values[i] = (double)i;
        CHECK(change_points_find(values, count + 2, 0.01, family, changes, &found) == 0 &&
                  found == 1,
              "%zu of %zu", count, family);
        CHECK(change_points_find(values, count - 1, 0.01, family, changes, &found) == 0 &&
                  found == 0,
              "%zu of %zu", count - 1, family);
    }
}

static void too_many(void)
{
    static double values[CHANGE_VALUES_MAX + 1];
    static struct change_point changes[CHANGE_VALUES_MAX + 1];
    size_t found = 7;
    CHECK(change_points_find(values, CHANGE_VALUES_MAX, 0.01, 1, changes, &found) == 0, "all 0");
    CHECK(found == 0, "%zu", found);
    CHECK(change_points_find(values, CHANGE_VALUES_MAX + 1, 0.01, 1, changes, &found) == E2BIG,
          "too many");
}

int main(void)
{
    against_golden();
    false_alarms();
    steps_are_found();
    only_ranks_matter();
    fewest();
    too_many();
    return check_end();
}
