/* SPDX-License-Identifier: MIT */
/* The contents of the pictures: the points of each as a TSV file, and the settings that its gnuplot
 * script begins with. How they are drawn is in scripts/gnuplot. */
#ifndef FORKSCALE_SHOW_PLOT_H
#define FORKSCALE_SHOW_PLOT_H

#include "analyse/summary.h"
#include "record/results.h"
#include "show/grid.h"
#include <stdio.h>

enum picture { PICTURE_SPEEDUP, PICTURE_EFFICIENCY, PICTURE_TIMES };

struct plot {
    const struct results *results;
    const struct summary *summaries;
    struct grid grid;
};

/* Whether the cell at `place` of the grid's order belongs in the picture: in the times, a baseline
 * and each strategy at the most workers that have a processor each, because the cost of sharing
 * one is another question; in the others, all but the baselines. */
bool plot_shows(const struct plot *plot, enum picture picture, size_t place);

/* What the picture shows of a cell (of the times, the warm one). NULL where a gap has to stay: the
 * cell failed, or has no such figure. */
const struct estimate *plot_figure(const struct plot *plot, enum picture picture, size_t place);

/* The speedup or efficiency of the oracle for a cell; 0 when it is not known. */
double plot_bound(const struct plot *plot, enum picture picture, size_t place);

/* A header line, then one cell a line, in the grid's order; panels and series are numbered from 1,
 * and the baseline is series 0. The figures of a gap are empty fields. Where the points are joined
 * by lines, an empty line stands wherever none may be drawn. Returns 0 or ENOMEM. */
int plot_write_data(FILE *stream, const struct plot *plot, enum picture picture);

/* Writes the settings that say where and when was measured. Returns 0 or ENOMEM. */
int plot_write_machine(FILE *stream, const struct results *results);

/* Assignments only: numbers, and labels in single quotes. Returns 0 or ENOMEM. */
int plot_write_settings(FILE *stream, const struct plot *plot, enum picture picture);

#endif
