/* SPDX-License-Identifier: MIT */
/* A trace as lanes in a terminal, as rows, as a picture, and as trace events for other viewers. */
#ifndef FORKSCALE_SHOW_TIMELINE_H
#define FORKSCALE_SHOW_TIMELINE_H

#include "analyse/lanes.h"
#include "show/show.h"
#include <stdio.h>

#define TIMELINE_EVENTS "trace-events.json"

#define TIMELINE_COLUMNS_MIN 60
#define TIMELINE_COLUMNS_MAX 500

/* Prints a lane for each worker, all runs on one axis, in at most `columns` columns: each mark is what
 * took the most of its part of the time. Of many workers, neighbours share a row. As rows, a line for
 * each worker of each run. Returns 0 or ENOMEM; a write error stays in the stream. */
int timeline_print(FILE *stream, const struct trace *trace, unsigned columns,
                   enum table_format format);

/* Draws timeline.{svg,png}, with data and script, as show_plots does. Returns 0, or an errno number
 * with a sentence. */
int timeline_draw(const struct plot_place *place, const struct trace *trace, struct error *error);

/* Writes TIMELINE_EVENTS into the folder, whole or not at all: Chrome's trace event format, which
 * Perfetto opens. Returns 0, or an errno number with a sentence. */
int timeline_write_events(const char *folder, const struct trace *trace, struct error *error);

/* How many workers share a row, so that a run has TIMELINE_ROWS of them at most. */
#define TIMELINE_ROWS 32
size_t timeline_row_workers(const struct trace_run *run);

/* "start-up", "items", "between", "waiting", "finish". */
extern const char *const lane_kind_names[LANE_KINDS];

#endif
