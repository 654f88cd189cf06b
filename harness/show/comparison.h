/* SPDX-License-Identifier: MIT */
/* Writes a comparison for people, for programs and for the services that run builds. Texts from
 * files are made printable, and then escaped as the format requires. */
#ifndef FORKSCALE_SHOW_COMPARISON_H
#define FORKSCALE_SHOW_COMPARISON_H

#include "analyse/comparison.h"
#include "show/staging.h"

enum comparison_format {
    COMPARISON_TABLE,
    COMPARISON_JSON,     /* one object; `schema` is COMPARISON_SCHEMA */
    COMPARISON_TSV,      /* a line a comparison, and one for each cell of one set only */
    COMPARISON_MARKDOWN, /* the verdict, then a table, for a pull request */
    COMPARISON_GITHUB,   /* workflow commands, which GitHub shows as annotations */
    COMPARISON_JUNIT,    /* XML: a test case a comparison */
};

#define COMPARISON_SCHEMA 1

struct comparison_view {
    const struct comparisons *comparisons;
    const struct comparison_options *options;
    const struct results *base;
    const struct results *new;
    const char *base_name; /* folders, or strategies of one run */
    const char *new_name;
    bool colour; /* of the table */
};

/* Returns 0 or ENOMEM; a write error stays in the stream. */
int comparison_write(FILE *stream, const struct comparison_view *view,
                     enum comparison_format format);

/* Draws comparison.svg and .png, with data and script beside them: a row for each comparison that
 * has a ratio. Returns 0, or an errno number with a sentence; ERANGE if there are none or too
 * many. */
int comparison_draw(const struct plot_place *place, const struct comparison_view *view,
                    struct error *error);

#endif
