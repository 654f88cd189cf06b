/* SPDX-License-Identifier: MIT */
/* What is measured, and what is computed from it. */
#ifndef FORKSCALE_SHOW_METRICS_H
#define FORKSCALE_SHOW_METRICS_H

#include "show/show.h"

/* Writes a line for each metric of a repetition and of a cell: its name, unit and meaning. Returns
 * 0 or ENOMEM; a write error stays in the stream. */
int metrics_write(FILE *stream, enum table_format format);

#endif
