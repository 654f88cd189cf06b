/* SPDX-License-Identifier: MIT */
/* Throughput against workers, measured by other programs: a TSV file with a line of names.
 *
 *     name    workers  block  throughput
 *     mine          1      0       103.5
 *
 * `workers` and either `throughput` or `time`, of which it is the inverse, are needed; `block` counts
 * repetitions, and `name` tells curves apart. Other columns are passed over.
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
