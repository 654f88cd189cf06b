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
    unsigned calls;   /* 0: one */
    uint64_t call_ns; /* 0: no limit */
    bool has_latency;
    bool has_counters;
    bool has_board;     /* fds[0] */
    bool has_reference; /* fds[1] */
};

/* Its words, ended by NULL. They point into the plan, or to the numbers. */
struct cell_argv {
    const char *words[28];
    char workers[16];
    char runs[16];
    char calls[16];
    char call_ns[24];
    char ballast[BALLAST_TEXT_BYTES];
};

void cell_command_make(const struct plan *plan, const struct cell_command *command,
                       struct cell_argv *argv);

#endif
