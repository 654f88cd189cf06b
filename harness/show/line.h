/* SPDX-License-Identifier: MIT */
/* A line of the table: what each column says of one cell. */
#ifndef FORKSCALE_SHOW_LINE_H
#define FORKSCALE_SHOW_LINE_H

#include "analyse/summary.h"
#include "show/unit.h"

enum column {
    WORKERS,
    RUN,
    RUN_INTERVAL,
    SPEEDUP,
    SPEEDUP_INTERVAL,
    EFFICIENCY,
    ONCE,
    ONCE_SPEEDUP,
    STARTUP,
    IMBALANCE,
    COLUMNS
};

struct line {
    char text[COLUMNS][48];
    char note[64]; /* the last column; "" for none */
};

/* The names of the columns; `interval` is that of the columns with intervals. */
void line_head(struct line *head, const struct unit *unit, const char *interval);

/* The figures of a cell, "-" where there is none. Intervals stand in brackets, mere ranges in
 * parentheses. `blocks` is how many were begun. */
void line_fill(struct line *line, const struct unit *unit, const struct summary *summary,
               unsigned blocks);

#endif
