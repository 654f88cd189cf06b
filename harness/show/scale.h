/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers, as text or rows. */
#ifndef FORKSCALE_SHOW_SCALE_H
#define FORKSCALE_SHOW_SCALE_H

#include "analyse/scaling.h"
#include "show/show.h"
#include <stdio.h>

/* Prints the points of each curve, what its serial share implies and the laws that fit it, or why
 * none does; or a row for each point, with the figures of its curve in each. Returns 0 or ENOMEM; a
 * write error stays in the stream. */
int scale_print(FILE *stream, const struct scaling *scaling, enum table_format format);

#endif
