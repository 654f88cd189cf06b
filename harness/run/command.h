/* SPDX-License-Identifier: MIT */
/* The command line of a cell. */
#ifndef FORKSCALE_RUN_COMMAND_H
#define FORKSCALE_RUN_COMMAND_H

#include "run/plan.h"
#include <stdbool.h>

/* Without a board, it is the command to run by hand. The descriptors are those of child_run. */
struct cell_command {
    const struct plan_cell *cell;
    unsigned runs;
    unsigned calls;     /* 0: one */
    bool has_board;     /* fds[0] */
    bool has_reference; /* fds[1] */
};

/* argv[0] … NULL, for free() as one block. NULL without memory. */
char **cell_command_make(const struct plan *plan, const struct cell_command *command);

#endif
