/* SPDX-License-Identifier: MIT */
/* What a child program prints, in an anonymous file: unlike a pipe, nobody has to read it meanwhile,
 * and a descendant that holds it open keeps nobody waiting. */
#ifndef FORKSCALE_PROCESS_CAPTURE_H
#define FORKSCALE_PROCESS_CAPTURE_H

#include <stddef.h>

/* Opens the file where `bytes`, of its end, are to be kept; sets *fd to −1 where none are. It takes
 * 1 MiB in all, so that no child can fill the memory. Returns 0 or an errno number. */
int capture_open(size_t bytes, int *fd);

/* Reads the last `bytes` that were written, as a string for free(); NULL where there is no file.
 * Returns 0 or ENOMEM. */
int capture_read(int fd, size_t bytes, char **text);

/* Moves a descriptor, −1 with errno set included, above those that a child is given. Returns it, or
 * −1 with errno set. */
int capture_lift(int fd);

#endif
