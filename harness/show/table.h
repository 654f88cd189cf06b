/* SPDX-License-Identifier: MIT */
/* The summaries as a table for a terminal, and a row of it: the text of each column for one
 * cell. */
#ifndef FORKSCALE_SHOW_TABLE_H
#define FORKSCALE_SHOW_TABLE_H

#include "analyse/ranking.h"
#include "analyse/summary.h"
#include "record/results.h"
#include "show/grid.h"
#include "show/label.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints aligned text, a part for each workload, and below it a legend and the ranking; and of
 * `tables`, a bit for each enum cell_table, those that have figures. Returns 0 or ENOMEM. */
int table_print(FILE *stream, const struct results *results, const struct summary *summaries,
                const struct ranking *ranking, bool colour, unsigned tables);

#define TABLE_COLUMNS_MAX 16 /* workers, and each cell metric with a heading and its interval */

/* What the legend below a table is made of. */
struct table_legend {
    const struct results *results;
    const struct summary *summaries;
    const struct grid *grid;
    bool has_intervals;
    bool has_ranges;
};

void table_legend_print(FILE *stream, enum cell_table which, const struct table_legend *legend);

struct table_row {
    const char *label;             /* of a workload in a head, else of a strategy; borrowed */
    const struct summary *summary; /* NULL in a head */
    char text[TABLE_COLUMNS_MAX][48];
    char note[64]; /* the last column; "" for none */
};

/* Fills in the headings; `interval` is that of the columns with intervals. Returns how many columns
 * there are. */
size_t table_row_head(struct table_row *head, enum cell_table which, const struct unit *unit,
                      const char *interval);

/* The metric whose column comes after that of `metric`, the first for NULL; NULL after the last. */
const struct cell_metric *table_next_column(enum cell_table which,
                                            const struct cell_metric *metric);

/* Fills in the figures of a cell, "-" where there is none. Intervals stand in brackets, mere ranges
 * in parentheses. `blocks` is how many were begun; the note says whether it is among the
 * fastest. */
void table_row_fill(struct table_row *line, enum cell_table which, const struct unit *unit,
                    const struct summary *summary, unsigned blocks, bool is_fastest);

#endif
