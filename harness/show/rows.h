/* SPDX-License-Identifier: MIT */
/* Tables for other programs: rows are JSON objects with the same keys in the same order, and TSV is
 * made from them, so that the two formats cannot differ. Units are part of the keys. */
#ifndef FORKSCALE_SHOW_ROWS_H
#define FORKSCALE_SHOW_ROWS_H

#include "analyse/estimate.h"
#include "show/show.h"
#include <jansson.h>
#include <stdio.h>

/* Both return false without memory; a NULL `value` is that of a call which had none. */

/* Adds `value`, and takes it over. */
bool row_add(json_t *row, const char *key, json_t *value);

/* Adds a number, null where it does not exist. */
bool row_add_number(json_t *row, const char *key, bool exists, double number);

/* Adds NAME_median, _low and _high, each with "_UNIT" behind it if there is one, NAME_interval and
 * NAME_blocks. */
bool row_add_estimate(json_t *row, const char *name, const char *unit,
                      const struct estimate *estimate);

/* Writes all as one array, or as lines below a line of keys; null is an empty field. Takes `rows`
 * over, which is NULL without memory. Returns 0, ENOMEM, or EIO when the stream failed. */
int rows_write(FILE *stream, json_t *rows, enum table_format format);

#endif
