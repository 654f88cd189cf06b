/* SPDX-License-Identifier: MIT */
/* A part of scaling_of_results and scaling_of_throughput: the laws of a curve and its peak. */
#ifndef FORKSCALE_ANALYSE_SCALING_LAWS_H
#define FORKSCALE_ANALYSE_SCALING_LAWS_H

#include "analyse/scaling.h"

/* Fits the laws to the estimates of the points. Their intervals are those of a bootstrap over the
 * blocks that all points have (Efron, "Bootstrap methods: another look at the jackknife", Annals of
 * Statistics 7, 1979): percentiles of SCALING_DRAWS fits, always from the same random numbers, and
 * expanded for few blocks (Hesterberg, "What teachers should know about the bootstrap", The American
 * Statistician 69, 2015). Returns 0 or ENOMEM. */
int scaling_fit(struct scaling_curve *curve);

#define SCALING_DRAWS      1000
#define SCALING_BLOCKS_MIN 6 /* as an interval of a median takes */

#endif
