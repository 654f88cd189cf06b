/* SPDX-License-Identifier: MIT */
/* The contents of the pictures: the points of each as a TSV file, and the settings that its gnuplot
 * script begins with. How they are drawn is in scripts/gnuplot. */
#ifndef FORKSCALE_SHOW_PLOT_H
#define FORKSCALE_SHOW_PLOT_H

#include "analyse/summary.h"
#include "record/results.h"
#include "show/grid.h"
#include <stdio.h>

enum picture {
    PICTURE_SPEEDUP,
    PICTURE_EFFICIENCY,
    PICTURE_TIMES,
    PICTURE_OVERHEAD,
    PICTURES,
};

struct plot {
    const struct results *results;
    const struct summary *summaries;
    struct grid grid;
    size_t *lines; /* of each series, its number in pictures with lines: show/lines.h */
};

/* Fills plot->lines, which has room for all series. Their scores are the geometric means of what
 * their speedups are of the greatest in each panel, with the most workers that have a processor
 * each. Returns 0 or ENOMEM. */
int plot_number_lines(struct plot *plot);

/* Whether the picture has bars: one for the baseline, and one for each strategy, at the most workers
 * that do not share a processor. The others have lines, without the baselines. */
bool plot_has_bars(enum picture picture);

/* Whether the cell at `place` of the grid's order belongs to the picture's data. */
bool plot_shows(const struct plot *plot, enum picture picture, size_t place);

/* Whether it is also drawn: not if its line is hidden. */
bool plot_draws(const struct plot *plot, enum picture picture, size_t place);

/* The number of a cell's series in the picture, from 1; 0 of a baseline. */
size_t plot_series(const struct plot *plot, enum picture picture, size_t cell);

/* What the picture shows of a cell (with bars, the warm time). NULL where a gap has to stay: the
 * cell failed, or has no such figure. */
const struct estimate *plot_figure(const struct plot *plot, enum picture picture, size_t place);

/* The speedup or efficiency of the oracle for a cell; 0 when it is not known. */
double plot_bound(const struct plot *plot, enum picture picture, size_t place);

/* A header line, then one cell a line, in the grid's order; panels and series are numbered from 1,
 * and the baseline is series 0. The figures of a gap are empty fields. Where the points are joined
 * by lines, an empty line stands wherever none may be drawn. Returns 0 or ENOMEM. */
int plot_write_data(FILE *stream, const struct plot *plot, enum picture picture);

/* The same for the overhead: a line for each part of each bar, from the axis outwards. */
void plot_write_overhead(FILE *stream, const struct plot *plot);

/* Writes the settings that say where and when was measured. Returns 0 or ENOMEM. */
int plot_write_machine(FILE *stream, const struct results *results);

/* Assignments only: numbers, and labels in single quotes. Returns 0 or ENOMEM. */
int plot_write_settings(FILE *stream, const struct plot *plot, enum picture picture);

#endif
