/* SPDX-License-Identifier: MIT */
/* The files that a strategy makes, in any of its processes. Its calls come here as those of
 * interpose.c come there; what libc opens by itself does not, hence fopen and mkstemp beside
 * open. */
#include "check/inject/files.h"
#include "check/inject/interpose.h"
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME_BYTES 300 /* of a path in /dev/shm */

/* --- the notes -------------------------------------------------------------------------------- */

/* Is the file missing, so that a call may create it? */
static bool is_new(int folder, const char *path)
{
    if (!interpose_watches())
        return false;
    int before = errno;
    bool is_missing = faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT;
    errno = before;
    return is_missing;
}

/* Path of the folder at which a relative path starts. */
static size_t write_folder(int folder, char *text, size_t bytes)
{
    char link[32];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, text, bytes - 2);
    if (length < 0)
        return 0;
    text[length] = '/';
    return (size_t)length + 1;
}

/* Is it still the same file? Another program may have one of this name. */
static bool is_there(const struct made_file *made)
{
    struct stat file;
    return made->path[0] != '\0' && lstat(made->path, &file) == 0 && file.st_dev == made->device &&
           file.st_ino == made->inode;
}

/* The place of a file that is gone. */
static struct made_file *free_place(void)
{
    for (unsigned tries = 0; tries < LEDGER_MADE_MAX; tries++) {
        uint32_t at = atomic_fetch_add(&ledger->made, 1) % LEDGER_MADE_MAX;
        if (!is_there(&ledger->made_file[at]))
            return &ledger->made_file[at];
    }
    return NULL;
}

static void note(int folder, const char *path)
{
    struct stat file;
    int before = errno;
    struct made_file *made = interpose_watches() ? free_place() : NULL;
    if (made != NULL && fstatat(folder, path, &file, AT_SYMLINK_NOFOLLOW) == 0) {
        made->device = file.st_dev;
        made->inode = file.st_ino;
        size_t used = path[0] == '/' ? 0 : write_folder(folder, made->path, sizeof made->path);
        snprintf(made->path + used, sizeof made->path - used, "%s", path);
    }
    errno = before;
}

void files_write(FILE *out)
{
    for (unsigned at = 0; ledger != NULL && at < LEDGER_MADE_MAX; at++)
        if (is_there(&ledger->made_file[at]))
            fprintf(out, "file %s\n", ledger->made_file[at].path);
    queues_write(out);
}

void files_clear(void)
{
    /* A folder goes when what was made in it has gone. */
    bool is_progress = ledger != NULL;
    while (is_progress) {
        is_progress = false;
        for (unsigned at = 0; at < LEDGER_MADE_MAX; at++)
            if (is_there(&ledger->made_file[at]) && remove(ledger->made_file[at].path) == 0)
                is_progress = true;
    }
    queues_clear();
}

/* --- the calls that may make a file ----------------------------------------------------------- */

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* The argument of open after its flags: only there if it may create a file. */
static mode_t mode_behind(int flags, va_list arguments)
{
    bool may_make = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    return may_make ? va_arg(arguments, mode_t) : 0;
}

static int open_noted(int folder, const char *path, int flags, mode_t mode)
{
    NEXT(openat);
    bool makes = (flags & O_CREAT) != 0 && is_new(folder, path);
    int fd = next(folder, path, flags, mode);
    if (fd >= 0 && makes)
        note(folder, path);
    return fd;
}

#define OPENS(name, folder, parameters)                                                            \
    int name parameters                                                                            \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode_t mode = mode_behind(flags, arguments);                                               \
        va_end(arguments);                                                                         \
        return open_noted(folder, path, flags, mode);                                              \
    }

OPENS(open, AT_FDCWD, (const char *path, int flags, ...))
OPENS(openat, folder, (int folder, const char *path, int flags, ...))

int creat(const char *path, mode_t mode)
{
    return open_noted(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* A name of shared memory or of a semaphore is a file, too. */
static const char *in_memory(char path[static NAME_BYTES], const char *prefix, const char *name)
{
    snprintf(path, NAME_BYTES, "/dev/shm/%s%s", prefix, name[0] == '/' ? name + 1 : name);
    return path;
}

sem_t *sem_open(const char *name, int flags, ...)
{
    NEXT(sem_open);
    char path[NAME_BYTES];
    (void)in_memory(path, "sem.", name);
    mode_t mode = 0;
    unsigned value = 0;
    if ((flags & O_CREAT) != 0) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        value = va_arg(arguments, unsigned);
        va_end(arguments);
    }
    bool makes = (flags & O_CREAT) != 0 && is_new(AT_FDCWD, path);
    sem_t *semaphore = next(name, flags, mode, value);
    if (semaphore != SEM_FAILED && makes)
        note(AT_FDCWD, path);
    return semaphore;
}

/* The function `name`, which made `path` in `folder` when it does not return `failed` and `makes`
 * was true before. */
#define MAKES(type, failed, name, makes, folder, path, parameters, arguments)                      \
    type name parameters                                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        bool is_made = makes;                                                                      \
        type result = next arguments;                                                              \
        if (result != (failed) && is_made)                                                         \
            note(folder, path);                                                                    \
        return result;                                                                             \
    }
#define MAKER(name, ...) MAKES(int, -1, name, true, __VA_ARGS__)

MAKES(FILE *, NULL, fopen, how[0] != 'r' && is_new(AT_FDCWD, path), AT_FDCWD, path,
      (const char *restrict path, const char *restrict how), (path, how))
MAKES(int, -1, rename, is_new(AT_FDCWD, to), AT_FDCWD, to, (const char *from, const char *to),
      (from, to))
MAKES(int, -1, shm_open,
      (flags & O_CREAT) != 0 && is_new(AT_FDCWD, in_memory((char[NAME_BYTES]){ "" }, "", name)),
      AT_FDCWD, in_memory((char[NAME_BYTES]){ "" }, "", name),
      (const char *name, int flags, mode_t mode), (name, flags, mode))
MAKES(char *, NULL, mkdtemp, true, AT_FDCWD, pattern, (char *pattern), (pattern))
MAKER(mkstemp, AT_FDCWD, pattern, (char *pattern), (pattern))
MAKER(mkostemp, AT_FDCWD, pattern, (char *pattern, int flags), (pattern, flags))
MAKER(mkstemps, AT_FDCWD, pattern, (char *pattern, int suffix), (pattern, suffix))
MAKER(mkostemps, AT_FDCWD, pattern, (char *pattern, int suffix, int flags),
      (pattern, suffix, flags))
MAKER(mkdir, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
MAKER(mkdirat, folder, path, (int folder, const char *path, mode_t mode), (folder, path, mode))
MAKER(mkfifo, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
MAKER(mkfifoat, folder, path, (int folder, const char *path, mode_t mode), (folder, path, mode))
MAKER(mknod, AT_FDCWD, path, (const char *path, mode_t mode, dev_t device), (path, mode, device))
MAKER(link, AT_FDCWD, to, (const char *from, const char *to), (from, to))
MAKER(symlink, AT_FDCWD, path, (const char *target, const char *path), (target, path))

/* A socket of the UNIX domain has a name in a folder, unless it begins with 0. */
static void note_socket(const struct sockaddr *address, socklen_t length)
{
    union {
        struct sockaddr_un address;
        char bytes[sizeof(struct sockaddr_un) + 1]; /* a path may fill its place, without a 0 */
    } name = { .bytes = { 0 } };
    if (address->sa_family != AF_UNIX || length > sizeof name.address)
        return;
    memcpy(name.bytes, address, length);
    const char *path = name.bytes + offsetof(struct sockaddr_un, sun_path);
    if (path[0] != '\0')
        note(AT_FDCWD, path);
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
int creat64(const char *path, mode_t mode) __attribute__((alias("creat")));
FILE *fopen64(const char *restrict path, const char *restrict how) __attribute__((alias("fopen")));
int mkstemp64(char *pattern) __attribute__((alias("mkstemp")));
int mkostemp64(char *pattern, int flags) __attribute__((alias("mkostemp")));

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
