/* SPDX-License-Identifier: MIT */
/* Where one picture is drawn: a temporary folder beside the place that it goes to, with the very
 * data and script that are kept with it. All of it moves there at once, when it is whole, or
 * nothing does. */
#ifndef FORKSCALE_SHOW_STAGING_H
#define FORKSCALE_SHOW_STAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct staging {
    const char *name; /* of the picture; its files are NAME.tsv, .gp, .svg and .png */
    const char *home; /* the folder that they go to; exists */
    char *folder;     /* the temporary one */
    int home_fd;
    int folder_fd;
    int stop_fd; /* ends the drawing when it becomes readable; −1 for none */
    char *why;   /* the sentence after an error */
    size_t why_bytes;
};

/* All return 0, or an errno number with the sentence in staging->why. */

/* Fills the rest of an staging whose name, home, stop_fd, why and why_bytes are set. */
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
