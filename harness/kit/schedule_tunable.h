/* SPDX-License-Identifier: MIT */
/* The tunables of a schedule: rows that the cell puts behind those of a strategy, and the options
 * that their values make. */
#ifndef FORKSCALE_KIT_SCHEDULE_TUNABLE_H
#define FORKSCALE_KIT_SCHEDULE_TUNABLE_H

#include "kit/schedule.h"
#include "kit/tunable.h"

#define SCHEDULE_ROWS        6
#define SCHEDULE_NAMES_BYTES 128

/* Which schedules may be chosen. */
struct schedule_set {
    unsigned allowed;        /* SCHEDULE_BITs */
    enum schedule_kind kind; /* the one used if none is named */
    uint64_t chunk;          /* and its chunk; 0: the schedule's own */
    const char *why;         /* why not the others; NULL for no reason */
};

/* Fills at most SCHEDULE_ROWS rows, without an end mark: those that an allowed schedule uses.
 * `names` gets the allowed schedules as choices; the first row points to it. */
void schedule_tunables(const struct schedule_set *set, struct tunable rows[static SCHEDULE_ROWS],
                       char names[static SCHEDULE_NAMES_BYTES]);

/* The options that `values`, SCHEDULE_ROWS in the order of these rows, zero where there is no row,
 * make for so many items and workers. What they leave open of the costs comes from `profile`. A
 * chunk without a schedule is short for schedule=fixed, or cyclic where fixed is not allowed; where
 * neither is, it applies to the default schedule. The chunk of the default schedule does not apply
 * to another. */
struct schedule_options schedule_options(const struct schedule_set *set, const struct value *values,
                                         uint64_t items, unsigned workers,
                                         const struct profile *profile);

#endif
