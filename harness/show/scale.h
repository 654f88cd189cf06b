/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers, as text or rows. */
#ifndef FORKSCALE_SHOW_SCALE_H
#define FORKSCALE_SHOW_SCALE_H

#include "analyse/scaling.h"
#include "show/show.h"
#include "show/staging.h"
#include <stdio.h>

/* Prints the points of each curve, what its serial share implies and the laws that fit it, or why
 * none does; or a row for each point, with the figures of its curve in each. Returns 0 or ENOMEM; a
 * write error stays in the stream. */
int scale_print(FILE *stream, const struct scaling *scaling, enum table_format format);

/* What a picture is made of. */
struct scale_view {
    const struct scaling *scaling;
    const struct results *results; /* of a run; NULL of a file */
    const char *name;              /* of the run or file */
};

/* Draws scale.svg and scale.png in the folder, with their data and script: for each curve its
 * points with their intervals, the laws that are fitted with their bands, and the ideal, as speedup
 * and as efficiency. Returns 0, ERANGE with a sentence for more curves than can be drawn, or
 * another errno number. */
int scale_draw(const struct plot_place *place, const struct scale_view *view, struct error *error);

#endif
