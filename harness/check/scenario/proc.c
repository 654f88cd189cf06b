/* SPDX-License-Identifier: MIT */
/* What /proc says of processes. Runs in the checker and the caller. */
#include "check/scenario/proc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first line of a file, "" if it cannot be read. */
static void read_line(const char *path, char *line, size_t bytes)
{
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(line, (int)bytes, file) == NULL)
        line[0] = '\0';
    if (file != NULL)
        (void)fclose(file);
}

size_t proc_children(pid_t *pids, size_t most)
{
    char path[64];
    char line[8192];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    read_line(path, line, sizeof line);
    size_t count = 0;
    char *rest;
    for (const char *word = strtok_r(line, " ", &rest); word != NULL && word[0] != '\n';
         word = strtok_r(NULL, " ", &rest), count++)
        if (count < most)
            pids[count] = (pid_t)strtol(word, NULL, 10);
    return count;
}

bool proc_lists_children(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)gettid());
    return access(path, R_OK) == 0;
}

/* 0 if there is no such process. */
static pid_t find_parent(pid_t pid)
{
    char path[64];
    char line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    read_line(path, line, sizeof line);
    /* "pid (name) state parent …", and the name may hold anything. */
    const char *rest = strrchr(line, ')');
    return rest != NULL && strlen(rest) > 4 ? (pid_t)strtol(rest + 4, NULL, 10) : 0;
}

bool proc_descends(pid_t pid, pid_t ancestor)
{
    pid_t parent = find_parent(pid);
    while (parent > 1 && parent != ancestor)
        parent = find_parent(parent);
    return parent == ancestor;
}

long proc_pages(void)
{
    char line[128];
    read_line("/proc/self/statm", line, sizeof line);
    return strtol(line, NULL, 10);
}

uint64_t proc_sleeps(pid_t pid, pid_t tid)
{
    static const char key[] = "voluntary_ctxt_switches:";
    char path[64];
    char line[256];
    uint64_t sleeps = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/status", (int)pid, (int)tid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, sizeof key - 1) == 0)
            sleeps = strtoull(line + sizeof key - 1, NULL, 10);
    if (file != NULL)
        (void)fclose(file);
    return sleeps;
}
