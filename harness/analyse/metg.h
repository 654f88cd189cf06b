/* SPDX-License-Identifier: MIT */
/* METG(50 %), the minimum effective task granularity: the least mean cost of an item at which half of
 * the workers' time is work (Slaughter et al., "Task Bench: a parameterized benchmark for evaluating
 * parallel runtime performance", SC 2020). Pure.
 *
 * Efficiency is the serial time over workers × time, and the grain is the serial time over the items.
 * Task Bench counts workers × time over the items instead, which at an efficiency of 50 % is twice
 * as much.
 *
 * Efficiency rises with the grain, so the curve is the isotonic regression (Barlow, Bartholomew,
 * Bremner and Brunk, "Statistical Inference under Order Restrictions", 1972) of the medians over
 * blocks: a point that was disturbed is averaged with its neighbours, and cannot move the crossing to
 * its grain. The ends of the interval are the crossings of the same curves through the ends of the
 * efficiencies' intervals.
 */
#ifndef FORKSCALE_ANALYSE_METG_H
#define FORKSCALE_ANALYSE_METG_H

#include "analyse/estimate.h"

#define METG_EFFICIENCY 0.5

/* At one grain. */
struct metg_point {
    double grain_ns;
    struct estimate efficiency;
};

/* Where it lies as against the grains that were measured. */
enum metg_side {
    METG_WITHIN,
    METG_BELOW, /* even the least grain is efficient */
    METG_ABOVE, /* not even the greatest one is */
};

struct metg {
    double ns; /* below or above: the least or greatest grain */
    enum metg_side side;
};

struct metg_estimate {
    struct metg median;
    struct metg low; /* the 95 % interval where has_interval, else from least and greatest values */
    struct metg high;
    bool has_interval;
};

/* From at least one point, by rising grain. Between two grains efficiency is a line over the
 * logarithm of the grain. */
struct metg_estimate metg_estimate(const struct metg_point *points, size_t count);

#endif
