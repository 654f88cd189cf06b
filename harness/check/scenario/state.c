/* SPDX-License-Identifier: MIT */
/* The state of this process that a strategy must leave as it was, as text. Runs in the caller;
 * names are looked at in the checker, too. */
#include "check/scenario/state.h"
#include "check/inject/files.h"
#include "kit/sanitizer.h"
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#define DESCRIPTORS_MOST 1100 /* those below are looked at */

static void write_descriptors(FILE *out)
{
    for (int fd = 0; fd < DESCRIPTORS_MOST; fd++) {
        char path[64];
        char target[PATH_MAX] = "";
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (readlink(path, target, sizeof target - 1) > 0)
            fprintf(out, "descriptor %d, %s\n", fd, target);
    }
}

/* Names in a folder, such as that of POSIX shared memory. */
static void write_names(FILE *out, const char *what, const char *path)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            fprintf(out, "%s %s\n", what, names[i]->d_name);
        free(names[i]);
    }
    free(names);
}

/* The keys of a table of System V, whose first two columns are key and number, below a heading. */
static void write_table(FILE *out, const char *what, const char *path)
{
    FILE *table = fopen(path, "re");
    char line[512];
    while (table != NULL && fgets(line, sizeof line, table) != NULL) {
        char key[32];
        char number[32];
        if (sscanf(line, " %31[-0-9] %31s", key, number) == 2)
            fprintf(out, "%s %s (key %s)\n", what, number, key);
    }
    if (table != NULL)
        (void)fclose(table);
}

static void write_signals(FILE *out)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        const char *name = sigabbrev_np(number);
        if (sigaction(number, NULL, &action) < 0)
            continue;
        const char *how = action.sa_handler == SIG_DFL   ? "default"
                          : action.sa_handler == SIG_IGN ? "ignored"
                                                         : "handled";
        if (name != NULL)
            fprintf(out, "SIG%s %s", name, how);
        else
            fprintf(out, "real-time signal %d %s", number, how);
        /* One handler may have replaced another. */
        if (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN)
            fprintf(out, " by %#" PRIxPTR ", flags %#x", (uintptr_t)action.sa_handler,
                    (unsigned)action.sa_flags);
        fprintf(out, "%s\n", sigismember(&mask, number) == 1 ? " and blocked" : "");
    }
}

/* Lines of a file of /proc that begin with `key`. */
static void write_lines(FILE *out, const char *path, const char *key)
{
    FILE *file = fopen(path, "re");
    char line[512];
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, strlen(key)) == 0)
            fputs(line, out);
    if (file != NULL)
        (void)fclose(file);
}

static void write_rest(FILE *out)
{
    static const char *const timers[] = { "ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF" };
    for (int which = 0; which < 3; which++) {
        struct itimerval timer;
        getitimer((__itimer_which_t)which, &timer);
        /* Only whether it is armed, because the time left runs down. alarm() has no interval. */
        bool is_armed = timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
        fprintf(out, "%s %s, every %ld us\n", timers[which], is_armed ? "armed" : "at rest",
                (long)timer.it_interval.tv_sec * 1000000 + (long)timer.it_interval.tv_usec);
    }
    char directory[PATH_MAX];
    fprintf(out, "directory %s\n", getcwd(directory, sizeof directory) != NULL ? directory : "?");
    int death_signal = 0;
    int is_subreaper = 0;
    prctl(PR_GET_PDEATHSIG, &death_signal);
    prctl(PR_GET_CHILD_SUBREAPER, &is_subreaper);
    fprintf(out, "group %d, session %d, nice %d, death signal %d, subreaper %d\n", (int)getpgrp(),
            (int)getsid(0), getpriority(PRIO_PROCESS, 0), death_signal, is_subreaper);
    write_lines(out, "/proc/self/limits", "Max ");
    write_lines(out, "/proc/self/status", "Umask:");
    write_lines(out, "/proc/self/status", "Cpus_allowed_list:");
    if (!HAS_SANITIZER_THREAD)
        write_lines(out, "/proc/self/status", "Threads:");
}

static bool has_own_names;

void state_isolate(void)
{
    has_own_names = unshare(CLONE_NEWNS | CLONE_NEWIPC) == 0 &&
                    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                    mount("checker", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, NULL) == 0;
}

char *state_take(enum state_part part)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return NULL;
    if (part == STATE_ALL) {
        write_descriptors(out);
        write_signals(out);
        write_rest(out);
    }
    files_write(out);
    if (has_own_names) {
        write_names(out, "shared memory", "/dev/shm");
        write_table(out, "System V shared memory", "/proc/sysvipc/shm");
        write_table(out, "System V semaphores", "/proc/sysvipc/sem");
        write_table(out, "System V queue", "/proc/sysvipc/msg");
    }
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* Is the line that begins at `line` also one of `text`? */
static bool has_line(const char *text, const char *line)
{
    size_t length = strcspn(line, "\n");
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (strncmp(at, line, length) == 0 && at[length] == '\n')
            return true;
    return false;
}

/* The first line of `text` that `other` lacks, or NULL. */
static const char *first_lacking(const char *text, const char *other)
{
    for (const char *at = text; *at != '\0'; at += strcspn(at, "\n") + 1)
        if (!has_line(other, at))
            return at;
    return NULL;
}

void state_compare(const char *before, const char *after, char *text, size_t bytes)
{
    const char *lost = first_lacking(before, after);
    const char *found = first_lacking(after, before);
    text[0] = '\0';
    if (lost != NULL && found != NULL)
        snprintf(text, bytes, "was: %.*s; is: %.*s", (int)strcspn(lost, "\n"), lost,
                 (int)strcspn(found, "\n"), found);
    else if (lost != NULL)
        snprintf(text, bytes, "gone: %.*s", (int)strcspn(lost, "\n"), lost);
    else if (found != NULL)
        snprintf(text, bytes, "new: %.*s", (int)strcspn(found, "\n"), found);
}
