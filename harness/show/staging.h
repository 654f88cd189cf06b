/* SPDX-License-Identifier: MIT */
/* How one picture is drawn: in a temporary folder inside its destination, from the very data and
 * script that are kept with it. */
#ifndef FORKSCALE_SHOW_STAGING_H
#define FORKSCALE_SHOW_STAGING_H

#include "kit/error.h"
#include "process/interrupt.h"
#include <limits.h>
#include <stdio.h>

struct staging;

/* Where pictures go, and what they are drawn with. */
struct plot_place {
    const char *folder;          /* made if missing, but not the folder that it is in */
    const char *scripts;         /* the folder with forkscale's gnuplot scripts */
    struct interrupt *interrupt; /* ends the drawing; NULL for none */
};

/* Names the folder of all pictures in that of a run or a trace. Returns 0, or ENAMETOOLONG with a
 * sentence. */
int staging_plots(const struct plot_place *place, char folder[static PATH_MAX],
                  struct error *error);

/* Writes a file. Returns 0, or an errno number with a sentence; errors of the stream are found when
 * it is closed. */
typedef int staging_writer(FILE *stream, const struct staging *staging, struct error *error);

struct staging {
    const char *name; /* of the picture; its files are NAME.tsv, .gp, .svg and .png */
    const struct plot_place *place;
    staging_writer *write_data;
    staging_writer *write_script; /* settings, and then parts that staging_copy adds */
    const void *subject;          /* the writers' own */
};

/* Writes NAME.tsv and NAME.gp, runs gnuplot on the script, and checks that NAME.svg and NAME.png
 * are complete. Then all four files move to their destination; after an error none does. Returns 0,
 * or an errno number with a sentence. */
int staging_draw(const struct staging *staging, struct error *error);

/* Copies a file of the folder with forkscale's scripts to the stream. Returns 0, or an errno number
 * with a sentence. */
int staging_copy(FILE *stream, const struct staging *staging, const char *part,
                 struct error *error);

#endif
