/* SPDX-License-Identifier: MIT */
/* What strategies cost against the memory of their caller, as text and as a picture. A run without
 * ballast has neither. */
#ifndef FORKSCALE_SHOW_BALLAST_H
#define FORKSCALE_SHOW_BALLAST_H

#include "analyse/ballast.h"
#include "show/show.h"
#include <stdio.h>

/* Prints for each workload, number of workers and kind of pages a line for each strategy, with the
 * slope in ms/GiB. Returns 0 or ENOMEM; a write error stays in the stream. */
int ballast_print(FILE *stream, const struct results *results);

/* Draws ballast.{svg,png} with data and script, as show_plots does, if there are lines. Returns 0,
 * or an errno number with a sentence. */
int ballast_draw(const struct plot_place *place, const struct results *results,
                 const struct summary *summaries, struct error *error);

/* "2 workers, huge pages (99 % of the ballast)" */
void ballast_title(FILE *stream, const struct ballast_line *line);

#endif
