/* SPDX-License-Identifier: MIT */
/* For workloads and strategies that tests build: where this code runs, and what the cell has
 * open. */
#ifndef FORKSCALE_TESTS_KIT_CELL_H
#define FORKSCALE_TESTS_KIT_CELL_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Is this a process that the cell has started? */
static inline bool is_child(void)
{
    char path[64];
    char name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int)getppid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool read = fgets(name, sizeof name, file) != NULL;
    fclose(file);
    return read && strcmp(name, "forkscale-cell\n") == 0;
}

/* Is this a worker, process or thread, and not the cell's own main thread? */
static inline bool is_worker(void)
{
    return gettid() != getpid() || is_child();
}

static inline pid_t cell_pid(void)
{
    return is_child() ? getppid() : getpid();
}

static inline int entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count - 2; /* . and .. */
}

static inline int cell_descriptors(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)cell_pid());
    return entries(path);
}

/* Pages that the cell has mapped. */
static inline long cell_pages(void)
{
    char path[64];
    long pages = -1;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)cell_pid());
    FILE *file = fopen(path, "re");
    if (file != NULL && fscanf(file, "%ld", &pages) != 1)
        pages = -1;
    if (file != NULL)
        fclose(file);
    return pages;
}

/* The cell's threads and its children, dead ones that nobody has waited for included. */
static inline int cell_heads(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)cell_pid());
    int heads = entries(path);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)cell_pid(), (int)cell_pid());
    FILE *children = fopen(path, "re");
    int child;
    while (children != NULL && fscanf(children, "%d", &child) == 1)
        heads++;
    if (children != NULL)
        fclose(children);
    return heads;
}

#endif
