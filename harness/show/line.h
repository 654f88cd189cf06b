/* SPDX-License-Identifier: MIT */
/* A line of the table: what each column shows of one cell. */
#ifndef FORKSCALE_SHOW_LINE_H
#define FORKSCALE_SHOW_LINE_H

#include "analyse/summary.h"
#include "show/unit.h"

#define LINE_COLUMNS_MAX 16 /* workers, and each cell metric with a heading and its interval */

struct line {
    char text[LINE_COLUMNS_MAX][48];
    char note[64]; /* the last column; "" for none */
};

/* The headings; `interval` is that of the columns with intervals. Returns how many columns there
 * are. */
size_t line_head(struct line *head, const struct unit *unit, const char *interval);

/* The figures of a cell, "-" where there is none. Intervals stand in brackets, mere ranges in
 * parentheses. `blocks` is how many were begun. */
void line_fill(struct line *line, const struct unit *unit, const struct summary *summary,
               unsigned blocks);

#endif
