/* SPDX-License-Identifier: MIT */
/* Where one picture is drawn: a temporary folder beside the place that it goes to. It is drawn from
 * the very data and script that are kept with it. All four files move there when they are whole, or
 * none does. */
#ifndef FORKSCALE_SHOW_STAGING_H
#define FORKSCALE_SHOW_STAGING_H

#include "kit/error.h"
#include "process/interrupt.h"
#include <stdio.h>

struct staging {
    const char *name; /* of the picture; its files are NAME.tsv, .gp, .svg and .png */
    const char *home; /* the folder that they go to; exists */
    char *folder;     /* the temporary one */
    int home_fd;
    int folder_fd;
    struct interrupt *interrupt; /* ends the drawing; NULL for none */
    struct error *error;
};

/* All return 0, or an errno number with the sentence in *staging->error. */

/* Fills the rest of a staging whose name, home, interrupt and error are set. */
int staging_open(struct staging *staging);

/* A new file NAME.KIND in the folder; and its end, with every write and the close checked. `error`
 * is what went wrong in between, and is passed on. */
int staging_begin(struct staging *staging, const char *kind, FILE **stream);
int staging_end(struct staging *staging, const char *kind, FILE *stream, int error);

/* Runs gnuplot on NAME.gp and looks whether NAME.svg and NAME.png came out whole. */
int staging_draw(struct staging *staging);

/* Moves the four files home. */
int staging_keep(struct staging *staging);

/* Removes the temporary folder and what is left in it. Safe after any error. */
void staging_close(struct staging *staging);

#endif
