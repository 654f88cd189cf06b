/* SPDX-License-Identifier: MIT */
/* How a cell ended, as a sentence. */
#ifndef FORKSCALE_CONDUCT_AUTOPSY_H
#define FORKSCALE_CONDUCT_AUTOPSY_H

#include "conduct/child.h"
#include "kit/board.h"

struct autopsy {
    struct board *board; /* NULL if there is none that makes sense */
    int board_error;     /* then why: of board_map */
    int start_error;     /* errno number: the program did not start; the rest then says nothing */
    struct child_end end;
    double deadline_s;
    const char *output; /* what it printed; its own last words are used where the board has none */
};

/* Sets *sentence to NULL for a cell that ended well, else to what went wrong, printable, for
 * free(). Returns 0 or ENOMEM. */
int autopsy_sentence(const struct autopsy *autopsy, char **sentence);

#endif
