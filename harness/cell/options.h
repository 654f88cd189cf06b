/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-cell. */
#ifndef FORKSCALE_CELL_OPTIONS_H
#define FORKSCALE_CELL_OPTIONS_H

#include "cell/cell.h"

/* Fills *options from the command line. False: exit with *status; a sentence, the help or the version
 * is printed. */
bool cell_options_read(int argc, char **argv, struct cell_options *options, int *status);

#endif
