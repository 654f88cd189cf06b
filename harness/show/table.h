/* SPDX-License-Identifier: MIT */
/* The summaries for human eyes. */
#ifndef FORKSCALE_SHOW_TABLE_H
#define FORKSCALE_SHOW_TABLE_H

#include "analyse/summary.h"
#include "record/results.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints aligned text, a part for each workload, and under it what the words mean. Returns 0 or
 * ENOMEM. */
int table_print(FILE *stream, const struct results *results, const struct summary *summaries,
                bool colour);

#endif
