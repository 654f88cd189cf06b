/* SPDX-License-Identifier: MIT */
/* A wake-up: messages without content, from forked workers to their caller.
 *
 * The caller watches wake->ends.read beside its workers (kit/watch.h). It keeps the other end open,
 * too: EOF would not say which worker died.
 */
#ifndef FORKSCALE_KIT_WAKE_H
#define FORKSCALE_KIT_WAKE_H

#include "kit/io.h"
#include <sys/stat.h>

struct wake {
    struct pipe_ends ends;
    struct stat file; /* what the write end was at first */
};

/* Returns 0, or an errno number with both ends −1. */
int wake_open(struct wake *wake);

/* In the worker. Returns 0, or an errno number: EBADF when the write end is not the pipe any more.
 * An item may have closed it and opened another file under its number; the caller would not get
 * the message. */
int wake_send(const struct wake *wake);

/* In the caller. Waits for a message if there is none. Returns 0 or an errno number. */
int wake_receive(const struct wake *wake);

#endif
