/* SPDX-License-Identifier: MIT */
/* A wake-up: messages without content, from forked workers to their caller. */
#include "kit/wake.h"
#include <errno.h>

int wake_open(struct wake *wake)
{
    int error = pipe_open(&wake->ends);
    if (error != 0 || fstat(wake->ends.write, &wake->file) == 0)
        return error;
    error = errno;
    fd_close(&wake->ends.read);
    fd_close(&wake->ends.write);
    return error;
}

int wake_send(const struct wake *wake)
{
    struct stat file;
    if (fstat(wake->ends.write, &file) < 0)
        return errno;
    bool is_same = file.st_dev == wake->file.st_dev && file.st_ino == wake->file.st_ino;
    return is_same ? write_whole(wake->ends.write, "w", 1) : EBADF;
}

int wake_receive(const struct wake *wake)
{
    char message;
    return read_whole(wake->ends.read, &message, 1);
}
