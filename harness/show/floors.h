/* SPDX-License-Identifier: MIT */
/* Shows floors: what the bare operations of pools cost. */
#ifndef FORKSCALE_SHOW_FLOORS_H
#define FORKSCALE_SHOW_FLOORS_H

#include "analyse/spread.h"
#include "show/show.h"
#include <jansson.h>
#include <stdio.h>

/* Borrows its texts and its array. */
struct floor_line {
    const char *name;
    const char *operation;
    const char *summary;
    const char *unavailable; /* why there are no figures; else NULL */
    struct spread spread;    /* of an operation, in ns */
    const double *block_ns;  /* spread.median.count of them */
};

/* The lines as an array of objects; NULL without memory. */
json_t *floors_json(const struct floor_line *lines, size_t count);

/* Writes the lines to the stream. Returns 0 or ENOMEM; a write error stays in the stream. */
int floors_write(FILE *stream, const struct floor_line *lines, size_t count,
                 enum table_format format);

#endif
