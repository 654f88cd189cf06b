/* SPDX-License-Identifier: MIT */
/* Where one picture is drawn: a temporary folder beside its destination. It is drawn from the very
 * data and script that are kept with it. */
#ifndef FORKSCALE_SHOW_STAGING_H
#define FORKSCALE_SHOW_STAGING_H

#include "kit/error.h"
#include "process/interrupt.h"
#include <stdio.h>

/* Writes a file. Returns 0, or an errno number with a sentence; errors of the stream are found when
 * it is closed. */
typedef int staging_writer(FILE *stream, const void *subject, struct error *error);

struct staging {
    const char *name; /* of the picture; its files are NAME.tsv, .gp, .svg and .png */
    const char *home; /* their destination; exists */
    staging_writer *write_data;
    staging_writer *write_script;
    const void *subject;         /* for both */
    struct interrupt *interrupt; /* ends the drawing; NULL for none */
};

/* Writes NAME.tsv and NAME.gp, runs gnuplot on the script, and checks that NAME.svg and NAME.png
 * are complete. Then all four files move to their destination; after an error none does. Returns 0,
 * or an errno number with a sentence. */
int staging_draw(const struct staging *staging, struct error *error);

/* Copies the file FOLDER/PART to the stream: a part of a script. Returns 0, or an errno number with
 * a sentence. */
int staging_copy(FILE *stream, const char *folder, const char *part, struct error *error);

#endif
