/* SPDX-License-Identifier: MIT */
/* The summaries as a table for a terminal. */
#ifndef FORKSCALE_SHOW_TABLE_H
#define FORKSCALE_SHOW_TABLE_H

#include "analyse/summary.h"
#include "record/results.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints aligned text, a part for each workload, and below it a legend. Returns 0 or
 * ENOMEM. */
int table_print(FILE *stream, const struct results *results, const struct summary *summaries,
                bool colour);

#endif
