/* SPDX-License-Identifier: MIT */
/* Ratios on a stream, for a terminal or for other programs. */
#ifndef FORKSCALE_SHOW_RATIOS_H
#define FORKSCALE_SHOW_RATIOS_H

#include "analyse/ratio.h"
#include "show/show.h"

/* Writes a line for each ratio, grouped by claims on a terminal. `runs` are the names of the runs.
 * Returns 0 or an errno number. */
int ratios_write(FILE *stream, const struct ratios *ratios, char *const *runs,
                 const struct ratio_options *options, enum table_format format);

#endif
