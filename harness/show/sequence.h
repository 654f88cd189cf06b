/* SPDX-License-Identifier: MIT */
/* The chunks of schedules, as text and as a picture. */
#ifndef FORKSCALE_SHOW_SEQUENCE_H
#define FORKSCALE_SHOW_SEQUENCE_H

#include "kit/schedule.h"
#include "show/show.h"
#include "show/staging.h"

struct sequences {
    const struct schedule *schedules; /* of the same items and workers */
    size_t count;                     /* at least 1 */
    const char *name;                 /* of the picture */
};

/* Prints each schedule with its chunks. awf is shown with workers of equal rates. Returns 0, or
 * ENOMEM in a document of JSON. */
int sequences_write(FILE *out, const struct sequences *sequences, enum table_format format);

/* Draws the size of the chunk against its step, a panel for each schedule, as NAME.svg and .png.
 * Returns 0 or an errno number with a sentence; then the folder holds what it held before. */
int sequences_draw(const struct plot_place *place, const struct sequences *sequences,
                   struct error *error);

#endif
