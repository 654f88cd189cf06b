/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#include "show/gnuplot.h"
#include "kit/io.h"
#include "record/text.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAID_BYTES 4096

static int prepare_files(posix_spawn_file_actions_t *files, const char *folder, int said)
{
    int error = posix_spawn_file_actions_addchdir_np(files, folder);
    if (!error) /* first, for where the caller has closed them, `said` may itself be 0, 1 or 2 */
        error = posix_spawn_file_actions_adddup2(files, said, 2);
    if (!error)
        error = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_addopen(files, 1, "/dev/null", O_WRONLY, 0);
    return error;
}

/* Whatever the caller blocks or ignores, Ctrl-C must end gnuplot. */
static int prepare_signals(posix_spawnattr_t *attributes)
{
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error)
        error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error =
            posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    return error;
}

static int start(pid_t *child, const char *folder, char *script, int said)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = prepare_files(&files, folder, said);
        if (!error)
            error = prepare_signals(&attributes);
        if (!error) {
            char program[] = "gnuplot";
            char no_gnuplotrc[] = "--default-settings";
            char *argv[] = { program, no_gnuplotrc, script, NULL };
            error = posix_spawnp(child, program, &files, &attributes, argv, environ);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return error;
}

/* The last line that is not empty: "\"speedup.gp\" line 12: undefined variable: x". */
static char *last_line(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' '))
        text[--length] = '\0';
    char *newline = strrchr(text, '\n');
    return newline ? newline + 1 : text;
}

/* What gnuplot says may quote the labels, so it is made printable. */
static void report(int said, int status, char *why, size_t why_bytes)
{
    char text[SAID_BYTES + 1];
    off_t end = lseek(said, 0, SEEK_END);
    off_t from = end > SAID_BYTES ? end - SAID_BYTES : 0;
    ssize_t got = pread(said, text, SAID_BYTES, from);
    text[got > 0 ? got : 0] = '\0';
    char *line = text_printable(last_line(text));
    if (WIFSIGNALED(status))
        snprintf(why, why_bytes, "gnuplot was killed by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(why, why_bytes, "gnuplot failed with status %d: %s", WEXITSTATUS(status),
                 line && *line ? line : "it said nothing");
    free(line);
}

int gnuplot_run(const char *folder, char *script, char *why, size_t why_bytes)
{
    int said = memfd_create("gnuplot-stderr", MFD_CLOEXEC);
    if (said < 0) {
        int error = errno;
        snprintf(why, why_bytes, "cannot make a file for gnuplot's messages: %s", strerror(error));
        return error;
    }
    pid_t child;
    int status = 0;
    int error = start(&child, folder, script, said);
    if (error == ENOENT) {
        snprintf(why, why_bytes, "there is no gnuplot on the PATH");
    } else if (error) {
        snprintf(why, why_bytes, "cannot start gnuplot: %s", strerror(error));
    } else {
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        if (status != 0) {
            report(said, status, why, why_bytes);
            error = EIO;
        }
    }
    fd_close(&said);
    return error;
}
