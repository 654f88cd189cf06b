/* SPDX-License-Identifier: MIT */
/* A part of scale_print: the rows for other programs. */
#ifndef FORKSCALE_SHOW_SCALE_ROWS_H
#define FORKSCALE_SHOW_SCALE_ROWS_H

#include "analyse/scaling.h"
#include "show/rows.h"

/* A row for each point, with the figures of its curve in each. NULL without memory. */
json_t *scale_rows(const struct scaling *scaling);

#endif
