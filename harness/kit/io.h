/* SPDX-License-Identifier: MIT */
/* Whole reads and writes on pipes and sockets. */
#ifndef FORKSCALE_KIT_IO_H
#define FORKSCALE_KIT_IO_H

#include <stdbool.h>
#include <stddef.h>

/* The two ends of a pipe by name. Closed ends are −1. */
struct pipe_ends {
    int read;
    int write;
};

/* pipe2(O_CLOEXEC), so that no exec'd program holds an end by accident. Returns 0, or an errno
 * number with both ends −1. */
int pipe_open(struct pipe_ends *ends);

/* Closes one end, or any descriptor, and sets it to −1; does nothing when it is −1 already. */
void fd_close(int *fd);

/* Reads exactly `bytes`, through EINTR and short reads. Returns 0, ENODATA at end of file before
 * the first byte, EBADMSG at end of file in the middle, or an errno of read. */
int read_whole(int fd, void *buffer, size_t bytes);

/* Writes exactly `bytes`, through EINTR and short writes. A reader that is gone is EPIPE, never a
 * SIGPIPE: the signal is blocked meanwhile and taken off the thread. Returns 0 or an errno number.
 */
int write_whole(int fd, const void *buffer, size_t bytes);

#endif
