/* SPDX-License-Identifier: MIT */
/* How a cell failed, as a sentence. */
#ifndef FORKSCALE_RUN_FAILURE_H
#define FORKSCALE_RUN_FAILURE_H

#include "kit/board.h"
#include "process/child.h"

/* Sets *sentence to NULL for a cell that succeeded, else to what went wrong, printable, for free().
 * `board` is what the cell left, settled here, or NULL with board_map's error in `board_error`;
 * where it has no message, the last line that the cell itself printed is used. Returns 0 or
 * ENOMEM. */
int failure_sentence(struct board *board, int board_error, const struct child_result *child,
                     char **sentence);

#endif
