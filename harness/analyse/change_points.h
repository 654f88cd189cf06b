/* SPDX-License-Identifier: MIT */
/* Where the level of a series of values changes. Pure.
 *
 * Circular binary segmentation (Olshen, Venkatraman, Lucito & Wigler, "Circular binary segmentation
 * for the analysis of array-based DNA copy number data", Biostatistics 5, 2004, section 2) on
 * ranks. Of all arcs of neighbouring values it takes the one that differs most from the rest, by
 * the standardised statistic of Mann & Whitney (Annals of Mathematical Statistics 18, 1947). An arc
 * at an end is a step, and one in the middle is a step there and back, which a test for a single
 * step would miss. The p-value is that of a permutation test, because without a change the values
 * are in random order; it is valid though the permutations are drawn (Besag & Clifford, "Sequential
 * Monte Carlo p-values", Biometrika 78, 1991). If it is significant, the series is cut at one end
 * of the arc, and both parts are searched.
 *
 * A part of n values of a family of N is tested at level × n / N (as Meinshausen, "Hierarchical
 * testing of variable importance", Biometrika 95, 2008, section 2.2). So with probability 1 − level
 * no part without a change is cut, in all series of the family together.
 *
 * Ranks make outliers harmless: one, two or three neighbouring values are never significant at a
 * level of 0.01, however far off they are, so a change shows after five or six runs at the
 * earliest. A slow drift appears as steps in its direction. Values that depend on their neighbours,
 * without a change, raise the rate of false alarms. */
#ifndef FORKSCALE_ANALYSE_CHANGE_POINTS_H
#define FORKSCALE_ANALYSE_CHANGE_POINTS_H

#include <stddef.h>

#define CHANGE_VALUES_MAX 1000 /* of one series; the time grows with the square */

struct change_point {
    size_t at; /* the first value after the change */
    double p;  /* adjusted: it was found because this is at most the level */
};

/* Finds the changes of finite values into `changes`, which has room for `count`, in rising order,
 * and returns how many in *found. `family` is the number of values in all series that are judged
 * together. The result depends on the order of the values alone. Returns 0 or ENOMEM; E2BIG for too
 * many. */
int change_points_find(const double *values, size_t count, double level, size_t family,
                       struct change_point *changes, size_t *found);

/* The least number of values in one part of the family that can show a change. */
size_t change_points_fewest(double level, size_t family);

#endif
