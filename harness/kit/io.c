/* SPDX-License-Identifier: MIT */
/* Whole reads and writes on pipes and sockets. */
#include "kit/io.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

int pipe_open(struct pipe_ends *ends)
{
    int fds[2] = { -1, -1 };
    int error = pipe2(fds, O_CLOEXEC) < 0 ? errno : 0;
    *ends = (struct pipe_ends){ .read = fds[0], .write = fds[1] };
    return error;
}

void fd_close(int *fd)
{
    /* No retry on EINTR: Linux has closed it all the same, and a second close could hit a
     * stranger. */
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

int read_whole(int fd, void *buffer, size_t bytes)
{
    unsigned char *next = buffer;
    size_t left = bytes;
    while (left > 0) {
        ssize_t got = read(fd, next, left);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return left == bytes ? ENODATA : EBADMSG;
        next += got;
        left -= (size_t)got;
    }
    return 0;
}

static int write_through(int fd, const unsigned char *next, size_t left)
{
    while (left > 0) {
        ssize_t put = write(fd, next, left);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        next += put;
        left -= (size_t)put;
    }
    return 0;
}

int write_whole(int fd, const void *buffer, size_t bytes)
{
    sigset_t sigpipe;
    sigset_t before;
    sigset_t pending;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &sigpipe, &before);

    int error = write_through(fd, buffer, bytes);

    /* Take off only the signal that this write made: one that was pending before is the
     * caller's. */
    if (error == EPIPE && !sigismember(&pending, SIGPIPE)) {
        static const struct timespec at_once = { 0 };
        sigtimedwait(&sigpipe, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}
