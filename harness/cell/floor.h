/* SPDX-License-Identifier: MIT */
/* A floor in the process of a cell, which is as lean for it as for a strategy. */
#ifndef FORKSCALE_CELL_FLOOR_H
#define FORKSCALE_CELL_FLOOR_H

#include "cell/cell.h"

/* Times options->runs rounds of options->floor, and writes how long each took, in nanoseconds: to
 * the descriptor options->board_fd as 64-bit numbers, or in words to stdout. Returns 0; EINVAL when
 * there is no such floor; or an errno number; each with a sentence. */
int cell_floor(const struct cell_options *options, struct error *error);

#endif
