/* SPDX-License-Identifier: MIT */
/* Findings as a table for a terminal. */
#ifndef FORKSCALE_SHOW_MATRIX_H
#define FORKSCALE_SHOW_MATRIX_H

#include "record/finding.h"
#include <stdio.h>

/* Prints a line for each strategy and a column for each property, what the words mean, what the
 * properties are, and of each that was not kept the diagnosis. A write error stays in the stream. */
void matrix_print(FILE *stream, const struct findings *findings);

#endif
