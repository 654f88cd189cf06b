/* SPDX-License-Identifier: MIT */
/* The files that a strategy makes. Its calls come here as those of interpose.c come there; what libc
 * opens by itself does not, hence fopen and mkstemp beside open. */
#include "check/files.h"
#include "check/interpose.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* --- the notes -------------------------------------------------------------------------------- */

/* Would a call that makes this file make a new one? */
static bool is_new(int folder, const char *path)
{
    if (!interpose_watches())
        return false;
    int before = errno;
    bool is_missing = faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT;
    errno = before;
    return is_missing;
}

/* The folder's own path, where the file's is none from the root. */
static size_t write_folder(int folder, char *text, size_t bytes)
{
    char link[32];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, text, bytes - 1);
    if (length < 0)
        return 0;
    text[length] = '/';
    return (size_t)length + 1;
}

static bool is_there(const char *path)
{
    struct stat file;
    return path[0] != '\0' && lstat(path, &file) == 0;
}

/* Takes the place of one that is gone. */
static char *free_place(void)
{
    for (unsigned tries = 0; tries < LEDGER_MADE_MAX; tries++) {
        char *text = ledger->made_path[atomic_fetch_add(&ledger->made, 1) % LEDGER_MADE_MAX];
        if (!is_there(text))
            return text;
    }
    return NULL;
}

static void note(int folder, const char *path)
{
    if (!interpose_watches())
        return;
    int before = errno;
    char *text = free_place();
    if (text != NULL) {
        size_t used = path[0] == '/' ? 0 : write_folder(folder, text, PATH_MAX);
        snprintf(text + used, PATH_MAX - used, "%s", path);
    }
    errno = before;
}

void files_write(FILE *out)
{
    for (unsigned at = 0; ledger != NULL && at < LEDGER_MADE_MAX; at++)
        if (is_there(ledger->made_path[at]))
            fprintf(out, "file %s\n", ledger->made_path[at]);
}

void files_clear(void)
{
    /* A folder is empty only when what was made in it is gone, wherever that stands. */
    for (unsigned pass = 0; ledger != NULL && pass < 2; pass++)
        for (unsigned at = 0; at < LEDGER_MADE_MAX; at++)
            if (is_there(ledger->made_path[at]))
                (void)remove(ledger->made_path[at]);
}

/* --- the calls -------------------------------------------------------------------------------- */

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* What open is given behind its flags: it is there when a file may be made. */
static mode_t mode_behind(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    NEXT(open);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_behind(flags, arguments);
    va_end(arguments);
    bool makes = (flags & O_CREAT) != 0 && is_new(AT_FDCWD, path);
    int fd = next(path, flags, mode);
    if (fd >= 0 && makes)
        note(AT_FDCWD, path);
    return fd;
}

int openat(int folder, const char *path, int flags, ...)
{
    NEXT(openat);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_behind(flags, arguments);
    va_end(arguments);
    bool makes = (flags & O_CREAT) != 0 && is_new(folder, path);
    int fd = next(folder, path, flags, mode);
    if (fd >= 0 && makes)
        note(folder, path);
    return fd;
}

FILE *fopen(const char *restrict path, const char *restrict how)
{
    NEXT(fopen);
    bool makes = how[0] != 'r' && is_new(AT_FDCWD, path);
    FILE *file = next(path, how);
    if (file != NULL && makes)
        note(AT_FDCWD, path);
    return file;
}

int mkstemp(char *pattern)
{
    NEXT(mkstemp);
    int fd = next(pattern);
    if (fd >= 0)
        note(AT_FDCWD, pattern);
    return fd;
}

int mkostemp(char *pattern, int flags)
{
    NEXT(mkostemp);
    int fd = next(pattern, flags);
    if (fd >= 0)
        note(AT_FDCWD, pattern);
    return fd;
}

char *mkdtemp(char *pattern)
{
    NEXT(mkdtemp);
    char *path = next(pattern);
    if (path != NULL)
        note(AT_FDCWD, path);
    return path;
}

int mkdir(const char *path, mode_t mode)
{
    NEXT(mkdir);
    int error = next(path, mode);
    if (error == 0)
        note(AT_FDCWD, path);
    return error;
}

int mkfifo(const char *path, mode_t mode)
{
    NEXT(mkfifo);
    int error = next(path, mode);
    if (error == 0)
        note(AT_FDCWD, path);
    return error;
}

/* A socket of the UNIX domain has a name in a folder, unless it begins with 0. */
static void note_socket(const struct sockaddr *address, socklen_t length)
{
    struct sockaddr_un name = { 0 };
    if (address->sa_family != AF_UNIX)
        return;
    memcpy(&name, address, length < sizeof name ? length : sizeof name - 1);
    if (name.sun_path[0] != '\0')
        note(AT_FDCWD, name.sun_path);
}

/* With the type that libc declares: a union of all pointers to addresses. */
int bind(int fd, __CONST_SOCKADDR_ARG address, socklen_t length)
{
    NEXT(bind);
    int error = next(fd, address, length);
    if (error == 0)
        note_socket(address.__sockaddr__, length);
    return error;
}

/* Offsets have 64 bits under both names. */
int open64(const char *path, int flags, ...) __attribute__((alias("open")));
int openat64(int folder, const char *path, int flags, ...) __attribute__((alias("openat")));
FILE *fopen64(const char *restrict path, const char *restrict how) __attribute__((alias("fopen")));
int mkstemp64(char *pattern) __attribute__((alias("mkstemp")));
int mkostemp64(char *pattern, int flags) __attribute__((alias("mkostemp")));

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
