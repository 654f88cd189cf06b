/* SPDX-License-Identifier: MIT */
/* Writes a history for people and for programs, and draws it. Texts from files are made
 * printable. */
#ifndef FORKSCALE_SHOW_HISTORY_H
#define FORKSCALE_SHOW_HISTORY_H

#include "analyse/history.h"
#include "show/show.h"
#include "show/staging.h"

#define HISTORY_SCHEMA 1

struct history_view {
    const struct history *history;
    const struct history_options *options;
    const struct results *runs; /* in order */
    const char *const *names;   /* of the runs */
};

/* A table for each cell and what it shows, an object with `schema` HISTORY_SCHEMA, or a line for
 * each cell and run. Returns 0 or ENOMEM; a write error stays in the stream. */
int history_write(FILE *stream, const struct history_view *view, enum table_format format);

/* Draws history.svg and .png, with data and script beside them: a panel for each cell. Returns 0,
 * or an errno number with a sentence; ERANGE if there are too many. */
int history_draw(const struct plot_place *place, const struct history_view *view,
                 struct error *error);

#endif
