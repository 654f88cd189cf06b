/* SPDX-License-Identifier: MIT */
/* A part of grain_curves_make. */
#ifndef FORKSCALE_ANALYSE_GRAIN_CELLS_H
#define FORKSCALE_ANALYSE_GRAIN_CELLS_H

#include "analyse/grain.h"

/* Makes the curves in the order of their first cells, with the cells of their points and without
 * figures. Returns 0 or ENOMEM; the caller releases *curves in either case. */
int grain_cells_collect(const struct results *results, struct grain_curves *curves);

/* Drops the curves with too few points. */
void grain_cells_drop_short(struct grain_curves *curves);

/* Items of the cell's workload; NaN where the file does not say. */
double grain_items(const struct results *results, const struct result_cell *cell);

#endif
