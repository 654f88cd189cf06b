/* SPDX-License-Identifier: MIT */
/* The cells of a run as a grid: a panel for each workload, a series for each strategy in it, and
 * the worker counts along the axis. */
#ifndef FORKSCALE_SHOW_GRID_H
#define FORKSCALE_SHOW_GRID_H

#include "record/results.h"

#define SERIES_NONE SIZE_MAX /* of a baseline, to which the others are compared */

/* Panels and series are numbered by first appearance in the plan. Labels are printable. */
struct grid {
    char **workloads; /* a label for each panel */
    size_t panel_count;
    char **strategies; /* a label for each series */
    size_t series_count;
    char *baseline;    /* the label of the baselines; NULL if there is none */
    unsigned *workers; /* the counts that series were measured at, ascending */
    size_t worker_count;
    size_t *panel;  /* of each cell */
    size_t *series; /* of each cell, SERIES_NONE for a baseline */
    size_t *order;  /* the cells by panel (its baseline first), series and workers */
    size_t cell_count;
};

/* Lays out results->cells. Returns 0 or ENOMEM; after an error *grid needs no release. */
int grid_create(const struct results *results, struct grid *grid);

void grid_release(struct grid *grid);

/* The most workers that have a processor each; where all have to share, the least. At least 1. */
unsigned grid_fitting_workers(const struct grid *grid, unsigned processors);

/* The label of a cell's strategy, the baseline's too. */
const char *grid_strategy(const struct grid *grid, size_t cell);

#endif
