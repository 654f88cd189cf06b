/* SPDX-License-Identifier: MIT */
/* Floors: the bare operations on which pools are built. This file lists them; floor.c does them, and
 * only the measured process links it.
 *
 * A floor does the operation and nothing else: no watch, no bookkeeping, no work. Its time is about
 * the least that any pool which uses the operation costs on this machine and kernel.
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
