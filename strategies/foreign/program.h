/* SPDX-License-Identifier: MIT */
/* Other programs: where they are, what they print, and how they are started. */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_PROGRAM_H
#define FORKSCALE_STRATEGIES_FOREIGN_PROGRAM_H

#include "strategies/strategy.h"
#include <limits.h>

/* Finds `name` as a shell does; a name with a '/' is a path. With `is_binary` it skips scripts of that
 * name, which version managers install: their start would count as the program's. Returns 0, ENOENT,
 * or ENAMETOOLONG. */
int program_find(const char *name, bool is_binary, char path[static PATH_MAX]);

/* Runs the program with these words, at most 6 and a NULL, and stores the first line of its output.
 * Returns 0, ENODATA when there was none or the program failed, ETIMEDOUT when it did not end within
 * PROGRAM_LINE_S, or the errno number of a call. */
#define PROGRAM_LINE_S 4
int program_line(char *path, char *const words[], char *line, size_t bytes);

/* Starts argv[0], which dies with the cell. It inherits *fd as number `as`, and the board as
 * WORKER_BOARD. Closes *fd in the parent. Returns 0 or the errno number of fork; a failed exec is
 * noted on the board, and the child exits with status 127. */
int program_start(struct pool *pool, char *const argv[], int *fd, int as, pid_t *pid);

#endif
