/* SPDX-License-Identifier: MIT */
/* Other programs: where they are, and which version. */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_PROGRAM_H
#define FORKSCALE_STRATEGIES_FOREIGN_PROGRAM_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Finds `name` as a shell would, or takes it as it is when it has a '/'. With `is_binary` scripts of
 * that name are passed over: a version manager leaves such in the way, and their start would be
 * timed as the program's. Returns 0, ENOENT, or ENAMETOOLONG. */
int program_find(const char *name, bool is_binary, char path[static PATH_MAX]);

/* Runs `path --version`, and leaves the first line of what it prints. Returns 0, ENODATA when that
 * was nothing or it failed, or the errno number of a call. */
int program_version(const char *path, char *line, size_t bytes);

/* In a child before exec: lets the program inherit `fd` as number `as`. On failure the child exits
 * with status 127, as after a failed exec. */
void program_give(int fd, int as);

#endif
