/* SPDX-License-Identifier: MIT */
/* What a child program prints. */
#include "process/capture.h"
#include "kit/io.h"
#include "process/child.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define CAPTURE_BYTES (1 << 20)

int capture_lift(int fd)
{
    if (fd < 0)
        return -1;
    int lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1 + CHILD_FDS_MAX);
    /* EINVAL: not even the least of these numbers is below the limit of open files. */
    int error = errno == EINVAL ? EMFILE : errno;
    close(fd);
    errno = error;
    return lifted;
}

/* What it takes, or what a file may have at all (RLIMIT_FSIZE). */
static off_t capture_bytes(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < CAPTURE_BYTES)
        return (off_t)limit.rlim_cur;
    return CAPTURE_BYTES;
}

int capture_open(size_t bytes, int *fd)
{
    *fd = -1;
    if (bytes == 0)
        return 0;
    *fd = child_file("output");
    /* A file that cannot grow takes what its size takes, and memory only for what was written. */
    if (*fd >= 0 && ftruncate(*fd, capture_bytes()) == 0 &&
        fcntl(*fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
        return 0;
    int error = errno;
    fd_close(fd);
    return error;
}

int capture_read(int fd, size_t bytes, char **text)
{
    if (fd < 0)
        return 0;
    /* The child wrote through this very open file, so its offset is the end of the text. */
    off_t end = lseek(fd, 0, SEEK_CUR);
    size_t size = end > 0 ? (size_t)end : 0;
    size_t kept = size < bytes ? size : bytes;
    *text = malloc(kept + 1);
    if (*text == NULL)
        return ENOMEM;
    ssize_t got = pread(fd, *text, kept, (off_t)(size - kept));
    (*text)[got > 0 ? got : 0] = '\0';
    return 0;
}
