/* SPDX-License-Identifier: MIT */
/* What each floor is. */
#include "floor/catalogue.h"
#include "kit/nearest.h"
#include <errno.h>
#include <string.h>

const struct floor_row floor_rows[FLOORS] = {
    [FLOOR_FORK] = { "fork", "all workers",
                     "fork a child for each worker, which leaves at once, then wait for each", 1,
                     1 },
    [FLOOR_THREAD] = { "thread", "all workers",
                       "create a thread for each worker, which ends at once, then join each", 1,
                       1 },
    [FLOOR_SPAWN] = { "spawn", "all workers",
                      "posix_spawn /bin/true for each worker, then wait for each", 1, 1 },
    [FLOOR_SPIN] = { "spin", "round trip",
                     "a process on another processor, which spins, answers in shared memory", 2,
                     500 },
    [FLOOR_FUTEX] = { "futex", "round trip",
                      "wake a process on another processor by a futex, sleep until it wakes this "
                      "one",
                      2, 20 },
    [FLOOR_PIPE] = { "pipe", "record",
                     "two forked readers take 16-byte records, written PIPE_BUF at a time", 1,
                     20000 },
    [FLOOR_FETCH_ADD] = { "fetch_add", "addition", "add to a word that no other process uses", 1,
                          10000 },
    [FLOOR_FETCH_ADD_CONTENDED] = { "fetch_add_contended", "addition",
                                    "two processes add to one word, each on its own processor", 2,
                                    10000 },
    [FLOOR_CLOCK] = { "clock", "reading", "read CLOCK_MONOTONIC", 1, 1000 },
};

int floor_find(const char *name, enum floor_kind *kind, struct error *error)
{
    struct nearest nearest = nearest_to(name);
    for (*kind = 0; *kind < FLOORS; (*kind)++) {
        if (strcmp(name, floor_rows[*kind].name) == 0)
            return 0;
        nearest_offer(&nearest, floor_rows[*kind].name);
    }
    if (nearest.best != NULL)
        return error_set(error, EINVAL, "unknown floor '%s' (did you mean '%s'?)", name,
                         nearest.best);
    return error_set(error, EINVAL, "unknown floor '%s'; 'forkscale floor --help' has all", name);
}
