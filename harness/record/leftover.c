/* SPDX-License-Identifier: MIT */
/* Files and folders under a temporary name. */
#include "record/leftover.h"
#include "kit/io.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTERS "XXXXXX"

/* Locks what was just made. False if another process has removed it before. */
static bool is_kept(int fd)
{
    struct stat status;
    /* Where files cannot be locked, nobody can lock one to remove it. */
    (void)flock(fd, LOCK_EX | LOCK_NB);
    return fstat(fd, &status) < 0 || status.st_nlink > 0;
}

static void renew(char *path)
{
    memset(path + strlen(path) - strlen(LETTERS), 'X', strlen(LETTERS));
}

int leftover_make_file(char *path)
{
    for (;; renew(path)) {
        int fd = mkostemp(path, O_CLOEXEC);
        if (fd < 0 || is_kept(fd))
            return fd;
        close(fd);
    }
}

int leftover_make_folder(char *path)
{
    for (;; renew(path)) {
        if (mkdtemp(path) == NULL)
            return -1;
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && is_kept(fd))
            return fd;
        if (fd < 0 && errno != ENOENT) {
            int error = errno;
            rmdir(path);
            errno = error;
            return -1;
        }
        fd_close(&fd);
    }
}

static bool is_temporary(const char *name, const char *prefix)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t length = strlen(prefix);
    return strncmp(name, prefix, length) == 0 && strlen(name + length) == strlen(LETTERS) &&
           strspn(name + length, letters) == strlen(LETTERS);
}

/* Calls `act` for each entry of the folder. */
static void walk(int folder, void (*act)(int folder, const char *name, const char *const *words),
                 const char *const *words)
{
    struct dirent **entries = NULL;
    int count = scandirat(folder, ".", &entries, NULL, NULL);
    for (int i = 0; i < count; i++) {
        act(folder, entries[i]->d_name, words);
        free(entries[i]);
    }
    free(entries);
}

static void remove_file(int folder, const char *name, const char *const *words)
{
    const char *stem = words[1];
    if (strncmp(name, stem, strlen(stem)) == 0)
        (void)unlinkat(folder, name, 0);
}

static void remove_one(int folder, const char *name, const char *const *words)
{
    struct stat status;
    if (!is_temporary(name, words[0]))
        return;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
        flock(fd, LOCK_EX | LOCK_NB) == 0) {
        if (S_ISDIR(status.st_mode))
            walk(fd, remove_file, words);
        (void)unlinkat(folder, name, S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0);
    }
    close(fd);
}

void leftover_remove(const char *folder, const char *prefix, const char *stem)
{
    const char *const words[] = { prefix, stem };
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        walk(fd, remove_one, words);
    fd_close(&fd);
}
