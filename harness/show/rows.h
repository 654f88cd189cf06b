/* SPDX-License-Identifier: MIT */
/* Tables for other programs: rows are JSON objects with the same keys in the same order, and TSV is
 * made from them, so that the two formats cannot differ. Units are part of the keys. */
#ifndef FORKSCALE_SHOW_ROWS_H
#define FORKSCALE_SHOW_ROWS_H

#include "analyse/estimate.h"
#include "analyse/shift.h"
#include "show/show.h"
#include <jansson.h>
#include <stdio.h>

/* All return NULL without memory. jansson's functions fail where they are given NULL, and release
 * what they took over. */

/* Returns `value`; where something failed, releases it and returns NULL. */
json_t *json_whole(json_t *value, int failed);

/* A number, null where it does not exist. */
json_t *json_figure(bool exists, double number);

/* A text from a file, made printable; null for NULL. */
json_t *json_text(const char *text);

/* The text, which is freed. */
json_t *json_take(char *text);

/* An object with NAME_median, _low and _high, each with "_UNIT" behind it if there is one,
 * NAME_interval and NAME_blocks. */
json_t *json_estimate(const char *name, const char *unit, const struct estimate *estimate);

/* The same of a shift, with NAME_estimate for NAME_median. NAME_interval is `kind`, or "range" where
 * there are too few blocks. */
json_t *json_shift(const char *name, const char *unit, const struct shift *shift, const char *kind);

/* Writes all as one array, or as lines below a line of keys; null is an empty field. Takes `rows`
 * over, which is NULL without memory. Returns 0 or ENOMEM; a write error stays in the stream. */
int rows_write(FILE *stream, json_t *rows, enum table_format format);

#endif
