/* SPDX-License-Identifier: MIT */
/* A part of scaling_of_results and scaling_of_throughput: which cells and rows make a curve. */
#ifndef FORKSCALE_ANALYSE_SCALING_CELLS_H
#define FORKSCALE_ANALYSE_SCALING_CELLS_H

#include "analyse/scaling.h"

/* Makes the curves with the samples of their points and without figures. Each returns 0 or ENOMEM; the
 * caller releases *scaling in either case. */
int scaling_collect_results(const struct results *results, struct scaling *scaling);
int scaling_collect_throughput(const struct throughput *throughput, struct scaling *scaling);

/* The first sample of a block; NULL where the point has none. */
const struct scaling_sample *scaling_sample_of(const struct scaling_point *point, unsigned block);

#endif
