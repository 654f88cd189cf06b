/* SPDX-License-Identifier: MIT */
/* Efficiency against grain: the cells of a strategy that differ in the grain of spin alone make a
 * curve, and each curve has its METG. Pure.
 *
 * The grain is what was measured: the time of the serial cell over the number of items. What the
 * command line calls the grain is a number of steps, and only near a nanosecond.
 */
#ifndef FORKSCALE_ANALYSE_GRAIN_H
#define FORKSCALE_ANALYSE_GRAIN_H

#include "analyse/metg.h"
#include "record/results.h"

/* Fewer are no curve. */
#define GRAIN_POINTS_LEAST 4

/* No strategy can be this efficient: then the serial time is not that of the same work. */
#define GRAIN_FAULT 1.02

enum grain_kind {
    GRAIN_STEP, /* as many items as workers: each call gives every worker one */
    GRAIN_BAG,  /* more items than workers */
    GRAIN_KINDS,
};

/* Of one strategy and number of workers. A cell that failed, or was not measured, is not on it. Owns
 * its arrays. */
struct grain_curve {
    enum grain_kind kind;
    const struct result_cell *cell; /* one of them, for strategy and workers */
    size_t *cells;                  /* indices, in the order of the plan */
    struct metg_point *points;      /* of them, medians over blocks, by rising grain */
    size_t count;                   /* at least GRAIN_POINTS_LEAST */
    struct metg_estimate metg;
    /* METG / that of the first curve of its kind and workers; 0: it is the first, or one of the two
     * is not within the grains. */
    double behind;
};

struct grain_curves {
    struct grain_curve *all; /* by kind, workers and METG */
    size_t count;
};

/* Of the shape uniform, and not of a base build. Points into `results`. Returns 0 or ENOMEM; after an
 * error *curves needs no release. Most runs have no curve. */
int grain_curves_make(const struct results *results, struct grain_curves *curves);

void grain_curves_release(struct grain_curves *curves);

/* Whether there are any; false without memory. */
bool grain_has_curves(const struct results *results);

/* Whether the two belong together: of the same kind and number of workers. */
bool grain_is_alike(const struct grain_curve *one, const struct grain_curve *other);

#endif
