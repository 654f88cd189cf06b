/* SPDX-License-Identifier: MIT */
/* Floors: what a pool cannot be faster than, because it must do at least this. Here is what each is;
 * how it is done is in floor.c, which only the process that is measured links.
 *
 * A floor does the bare operation and nothing else: no watch, no bookkeeping, no work. Its time is
 * the limit of the machine and its kernel for every pool that is built on the operation.
 */
#ifndef FORKSCALE_FLOOR_CATALOGUE_H
#define FORKSCALE_FLOOR_CATALOGUE_H

#include "kit/error.h"

enum floor_kind {
    FLOOR_FORK,
    FLOOR_THREAD,
    FLOOR_SPAWN,
    FLOOR_SPIN,
    FLOOR_FUTEX,
    FLOOR_PIPE,
    FLOOR_FETCH_ADD,
    FLOOR_FETCH_ADD_CONTENDED,
    FLOOR_CLOCK,
    FLOORS
};

struct floor_row {
    const char *name;
    const char *operation; /* whose time it is: "record" */
    const char *summary;   /* what is done, a line without a full stop */
    unsigned processors;   /* that must be usable; with fewer it would be another thing */
    unsigned operations;   /* in a round, whose time is taken: some tens of microseconds or more */
};

/* By kind. */
extern const struct floor_row floor_rows[FLOORS];

/* Finds the floor of that name. Returns 0, or EINVAL with a sentence. */
int floor_find(const char *name, enum floor_kind *kind, struct error *error);

#endif
