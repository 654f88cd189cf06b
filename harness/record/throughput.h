/* SPDX-License-Identifier: MIT */
/* Throughput against workers, measured by other programs: a TSV file with a line of names.
 *
 *     name    workers  block  throughput
 *     mine          1      0       103.5
 *
 * Columns `workers` and either `throughput` or its inverse, `time`, are required. `block` counts
 * repetitions, and `name` distinguishes curves. Other columns are ignored.
 */
#ifndef FORKSCALE_RECORD_THROUGHPUT_H
#define FORKSCALE_RECORD_THROUGHPUT_H

#include "kit/error.h"
#include <stddef.h>

struct throughput_row {
    char *name; /* "" without that column */
    unsigned workers;
    unsigned block;
    double value; /* > 0 */
};

/* Owns its rows and their names. */
struct throughput {
    struct throughput_row *rows;
    size_t count;
};

/* Reads the file. Returns 0, ENOMEM, the errno number of opening or reading it, or EBADMSG for what is
 * no such table; then a sentence with the line is in *error, and *throughput needs no release. */
int throughput_read(const char *path, struct throughput *throughput, struct error *error);

void throughput_release(struct throughput *throughput);

#endif
