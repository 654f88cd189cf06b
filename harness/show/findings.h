/* SPDX-License-Identifier: MIT */
/* Findings of checks on a stream: for people, for `prove` and for other programs. A write error
 * stays in the stream. */
#ifndef FORKSCALE_SHOW_FINDINGS_H
#define FORKSCALE_SHOW_FINDINGS_H

#include "record/finding.h"
#include "show/show.h"
#include <stdio.h>

/* A table for a terminal: a line for each strategy and a column for each property, a legend, and
 * the diagnosis of each property that was not kept. */
void matrix_print(FILE *stream, const struct findings *findings);

/* One JSON document: schema, version, strategies with their properties, totals. What is missing is
 * null. Returns 0 or ENOMEM. */
int findings_write_json(FILE *stream, const struct findings *findings);

/* The properties alone: aligned text, a JSON array of objects, or TSV with a header line. Returns 0
 * or ENOMEM. */
int findings_write_properties(FILE *stream, const struct findings *findings,
                              enum table_format format);

/* Findings as they come, in the Test Anything Protocol, version 13 (testanything.org). First the
 * version, and how many points there will be. */
void tap_begin(FILE *stream, const struct findings *findings);

/* Point `number` (1 …): a property of a strategy, with a diagnosis if it was not kept. An
 * unavailable strategy has one point, which skips it; `property` is ignored then. */
void tap_point(FILE *stream, size_t number, const struct findings *findings, size_t strategy,
               size_t property);

/* Ends the report early, because of `reason`. */
void tap_bail(FILE *stream, const char *reason);

#endif
