/* SPDX-License-Identifier: MIT */
/* Trends against golden values, and against what reversing and scaling must do to them. */
#include "analyse/drift.h"
#include "check.h"
#include <math.h>

static const struct row {
    size_t count;
    double probability;
    double change;
    double values[120];
} rows[] = {
#include "../golden/drift.inc"
};

static int is_close(double one, double other)
{
    return fabs(one - other) <= 1e-12 + 1e-10 * fabs(other);
}

static void check_row(const struct row *row)
{
    double places[120];
    double mirrored[120];
    for (size_t i = 0; i < row->count; i++) {
        places[i] = (double)i;
        mirrored[i] = 3 * row->values[row->count - 1 - i];
    }
    struct drift drift;
    CHECK(drift_find(places, row->values, row->count, &drift) == 0, "%zu", row->count);
    CHECK(is_close(drift.probability, row->probability), "%.17g, not %.17g, of %zu",
          drift.probability, row->probability, row->count);
    CHECK(is_close(drift.change, row->change), "%.17g, not %.17g, of %zu", drift.change,
          row->change, row->count);
    CHECK(drift_find(places, mirrored, row->count, &drift) == 0, "%zu", row->count);
    CHECK(is_close(drift.probability, row->probability), "%.17g", drift.probability);
    CHECK(is_close(drift.change, -row->change), "%.17g", drift.change);
}

/* Blocks that are missing stretch the line, and thousands of values are thinned out. */
static void check_places(void)
{
    const double places[] = { 0, 1, 5, 9 };
    const double values[] = { 100, 101, 105, 109 };
    struct drift drift;
    CHECK(drift_find(places, values, 4, &drift) == 0, "memory");
    CHECK(is_close(drift.change, 9 / 103.0), "%.17g", drift.change);
    enum { MANY = 5000 };
    static double many_places[MANY];
    static double many[MANY];
    for (int i = 0; i < MANY; i++) {
        many_places[i] = i;
        many[i] = 100 + 0.01 * i;
    }
    CHECK(drift_find(many_places, many, MANY, &drift) == 0, "memory");
    CHECK(drift.probability < 1e-12 && fabs(drift.change - 49.99 / 124.995) < 1e-9, "%g %g",
          drift.probability, drift.change);
    CHECK(drift_find(places, values, 0, &drift) == 0 && drift.probability == 1, "of nothing");
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
    check_places();
    return check_end();
}
