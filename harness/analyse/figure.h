/* SPDX-License-Identifier: MIT */
/* What of a repetition is compared. */
#ifndef FORKSCALE_ANALYSE_FIGURE_H
#define FORKSCALE_ANALYSE_FIGURE_H

#include "analyse/repetition_index.h"
#include "record/metric.h"

/* A figure of which less is better. */
struct figure {
    const char *name;
    const struct metric *metric; /* NULL: the median of the timed runs */
    bool is_time;
};

/* "run" and "once", or a metric of a repetition by its name. False if there is no such figure. */
bool figure_find(const char *name, struct figure *figure);

/* Those that are compared unless others are named: run and once. */
#define FIGURES_USUAL 2
void figures_usual(struct figure figures[static FIGURES_USUAL]);

/* The figure of a repetition, at least 1 so that it can be part of a ratio: to a metric that can be
 * 0, one nanosecond or one count is added. NaN where the file lacks it. */
double figure_value(const struct figure *figure, const struct repetition_summary *summary);

/* What a time of one run is divided by, so that the speed of the host cancels: of the serial cell
 * in the same block the same figure if it is run or once, and the run for any other time. 1 for a
 * count. */
double figure_yardstick(const struct figure *figure, const struct repetition_summary *serial);

#endif
