/* SPDX-License-Identifier: MIT */
/* Efficiency against grain: METG(50 %) as text or rows, and two pictures. */
#ifndef FORKSCALE_SHOW_GRAIN_H
#define FORKSCALE_SHOW_GRAIN_H

#include "analyse/grain.h"
#include "show/show.h"
#include <stdio.h>

/* Prints a line for each curve, ordered by METG: as aligned text, and below it which efficiencies
 * are too good to be true; or as rows. Returns 0 or ENOMEM; a write error stays in the stream. */
int grain_print(FILE *stream, const struct results *results, const struct grain_curves *curves,
                enum table_format format);

/* Draws grain.{svg,png}, efficiency against grain, and metg.{svg,png}, bars ordered by METG, with data
 * and script, as show_plots does. Returns 0, or an errno number with a sentence. */
int grain_draw(const struct plot_place *place, const struct results *results,
               const struct grain_curves *curves, struct error *error);

/* "step" or "bag". */
extern const char *const grain_kind_names[GRAIN_KINDS];

/* "within", "below" or "above", by enum metg_side. */
extern const char *const grain_sides[];

#define GRAIN_TEXT_BYTES 16

/* "0.52 µs", "<102 ns", ">10.1 ms" */
void grain_text(const struct metg *metg, char text[static GRAIN_TEXT_BYTES]);

#endif
