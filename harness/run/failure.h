/* SPDX-License-Identifier: MIT */
/* How a cell ended, as a sentence. */
#ifndef FORKSCALE_RUN_FAILURE_H
#define FORKSCALE_RUN_FAILURE_H

#include "kit/board.h"
#include "process/child.h"

struct failure {
    struct board *board; /* NULL if there is none that makes sense */
    int board_error;     /* then why: of board_map */
    /* Of what it printed, its own last line is used where the board has no message. */
    const struct child_result *child;
};

/* Sets *sentence to NULL for a cell that ended well, else to what went wrong, printable, for
 * free(). Returns 0 or ENOMEM. */
int failure_sentence(const struct failure *failure, char **sentence);

#endif
