/* SPDX-License-Identifier: MIT */
/* Medians of blocks, quartiles of rounds, and when there are two modes. */
#include "analyse/spread.h"
#include "check.h"
#include <math.h>

#define HOLDS(condition) CHECK(condition, "see above")
#define COUNT(array)     (sizeof(array) / sizeof *(array))

static bool is_near(double value, double expected)
{
    return fabs(value - expected) <= 1e-12 * expected;
}

static struct spread of(const double *given, size_t count)
{
    double blocks[16];
    double rounds[] = { 4, 1, 3, 2, 5 };
    for (size_t i = 0; i < count; i++)
        blocks[i] = given[i];
    return spread_of(blocks, count, rounds, COUNT(rounds));
}

static void medians_and_quartiles(void)
{
    const double blocks[] = { 9, 7, 8, 6, 10, 11 };
    struct spread spread = of(blocks, COUNT(blocks));
    HOLDS(is_near(spread.median.median, 8.5));
    HOLDS(is_near(spread.median.low, 6));
    HOLDS(is_near(spread.median.high, 11));
    HOLDS(spread.median.count == 6);
    HOLDS(is_near(spread.lower, 2));
    HOLDS(is_near(spread.upper, 4));
    HOLDS(!spread.has_modes);
}

static void two_modes(void)
{
    const double blocks[] = { 31, 15, 16, 30, 15, 17, 32, 14 };
    struct spread spread = of(blocks, COUNT(blocks));
    HOLDS(spread.has_modes);
    HOLDS(is_near(spread.fast, 15));
    HOLDS(is_near(spread.slow, 31));
    HOLDS(is_near(spread.slow_share, 3. / 8));
}

/* One block alone may be anything, on either side. */
static void one_mode(void)
{
    const double outlier[] = { 10, 10, 11, 11, 12, 40 };
    HOLDS(!of(outlier, COUNT(outlier)).has_modes);
    const double lucky[] = { 1, 10, 10, 11, 11, 12 };
    HOLDS(!of(lucky, COUNT(lucky)).has_modes);
    const double close[] = { 10, 10, 10, 12.4, 12.4, 12.4 };
    HOLDS(!of(close, COUNT(close)).has_modes);
    const double just[] = { 10, 10, 10, 12.6, 12.6, 12.6 };
    HOLDS(of(just, COUNT(just)).has_modes);
    /* As wide within a group as between the two. */
    const double wide[] = { 10, 14, 20, 28, 40, 56 };
    HOLDS(!of(wide, COUNT(wide)).has_modes);
    const double few[] = { 1, 2, 3 };
    HOLDS(!of(few, COUNT(few)).has_modes);
    const double alone[] = { 7 };
    struct spread spread = of(alone, 1);
    HOLDS(is_near(spread.median.median, 7));
    HOLDS(!spread.median.has_interval);
}

int main(void)
{
    medians_and_quartiles();
    two_modes();
    one_mode();
    return check_end();
}
