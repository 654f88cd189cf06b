/* SPDX-License-Identifier: MIT */
/* Floors of a pool that is opened and closed: each worker is started, does nothing, and ends. */
#include "floor/acts.h"
#include <errno.h>
#include <spawn.h>
#include <unistd.h>

/* Nothing between fork and _exit, not even the request to die with the parent. */
static int start_child(struct floor *floor, unsigned index)
{
    floor->children[index] = fork();
    if (floor->children[index] == 0)
        _exit(0);
    return floor->children[index] < 0 ? errno : 0;
}

static int start_program(struct floor *floor, unsigned index)
{
    static char program[] = "/bin/true";
    char *const argv[] = { program, NULL };
    return posix_spawn(&floor->children[index], program, NULL, NULL, argv, environ);
}

/* All are there before the first is waited for, as in a pool. */
static int start_and_wait(struct floor *floor, int (*start)(struct floor *floor, unsigned index))
{
    unsigned started = 0;
    int error = 0;
    while (started < floor->workers && error == 0) {
        error = start(floor, started);
        started += error == 0;
    }
    return floor_wait(floor, started, error);
}

static int fork_all(struct floor *floor, uint64_t operations)
{
    int error = 0;
    for (uint64_t done = 0; done < operations && error == 0; done++)
        error = start_and_wait(floor, start_child);
    return error;
}

static int spawn_all(struct floor *floor, uint64_t operations)
{
    int error = 0;
    for (uint64_t done = 0; done < operations && error == 0; done++)
        error = start_and_wait(floor, start_program);
    return error;
}

static void *end(void *argument)
{
    return argument;
}

static int create_and_join(struct floor *floor)
{
    unsigned started = 0;
    int error = 0;
    while (started < floor->workers && error == 0) {
        error = pthread_create(&floor->threads[started], NULL, end, NULL);
        started += error == 0;
    }
    while (started > 0)
        pthread_join(floor->threads[--started], NULL);
    return error;
}

static int create_all(struct floor *floor, uint64_t operations)
{
    int error = 0;
    for (uint64_t done = 0; done < operations && error == 0; done++)
        error = create_and_join(floor);
    return error;
}

const struct floor_acts floor_fork_acts = { .perform = fork_all };
const struct floor_acts floor_thread_acts = { .perform = create_all };
const struct floor_acts floor_spawn_acts = { .perform = spawn_all };
