/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-cell. */
#ifndef FORKSCALE_CELL_OPTIONS_H
#define FORKSCALE_CELL_OPTIONS_H

#include "cell/cell.h"

/* Fills *options from the command line. Returns 0, EINVAL after printing a sentence, or EALREADY
 * when --help was asked for and printed. */
int options_parse(int argc, char **argv, struct cell_options *options);

#endif
