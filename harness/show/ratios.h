/* SPDX-License-Identifier: MIT */
/* Writes ratios to a stream, as a table for people or as rows for programs. */
#ifndef FORKSCALE_SHOW_RATIOS_H
#define FORKSCALE_SHOW_RATIOS_H

#include "analyse/ratio.h"
#include "show/show.h"

/* Writes a line for each ratio, grouped by claims on a terminal. `runs` are the names of the runs.
 * Returns 0 or an errno number. */
int ratios_write(FILE *stream, const struct ratios *ratios, char *const *runs,
                 const struct ratio_options *options, enum table_format format);

#endif
