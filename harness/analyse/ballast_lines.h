/* SPDX-License-Identifier: MIT */
/* A part of ballast_lines_fit. */
#ifndef FORKSCALE_ANALYSE_BALLAST_LINES_H
#define FORKSCALE_ANALYSE_BALLAST_LINES_H

#include "analyse/ballast.h"

/* Makes the lines, with their cells and without figures. Returns 0 or ENOMEM; the caller releases
 * *lines in either case. */
int ballast_lines_make(const struct results *results, struct ballast_lines *lines);

#endif
