/* SPDX-License-Identifier: MIT */
/* The chunks of schedules, as text and as a picture. */
#ifndef FORKSCALE_SHOW_SEQUENCE_H
#define FORKSCALE_SHOW_SEQUENCE_H

#include "kit/schedule.h"
#include "process/interrupt.h"
#include "show/show.h"

struct sequences {
    const struct schedule *schedules; /* of the same items and workers */
    size_t count;                     /* at least 1 */
};

/* Prints each schedule with its chunks. awf is shown with workers of equal rates. Returns 0, or
 * ENOMEM in a document of JSON. */
int sequences_write(FILE *out, const struct sequences *sequences, enum table_format format);

struct sequences_plot {
    const char *folder;  /* made if it is not there */
    const char *name;    /* the files are NAME.tsv, .gp, .svg and .png */
    const char *scripts; /* where chunks.gp is */
    struct interrupt *interrupt;
};

/* Draws the size of the chunk against its step, a panel for each schedule. Returns 0 or an errno
 * number with a sentence; then the folder holds what it held before. */
int sequences_draw(const struct sequences_plot *plot, const struct sequences *sequences,
                   struct error *error);

#endif
