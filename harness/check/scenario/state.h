/* SPDX-License-Identifier: MIT */
/* The state of this process that a strategy must leave as it was, as text. */
#ifndef FORKSCALE_CHECK_SCENARIO_STATE_H
#define FORKSCALE_CHECK_SCENARIO_STATE_H

#include <stddef.h>

/* Gives this process, and all that it starts, names in shared memory and of System V that are its
 * own, where that is allowed: what others make and remove meanwhile shall not be taken for the
 * strategy's doing. Where it is not, names that the strategy makes are still found, as files. */
void state_isolate(void);

enum state_part {
    STATE_ALL,
    STATE_NAMES, /* only what outlives processes: the last three of the list below */
};

/* Descriptors with what they lead to, signal actions and mask, directory, umask, limits, timers,
 * affinity, number of threads, files that the strategy made, shared memory and semaphores: a line
 * each. For free(); NULL without memory. */
char *state_take(enum state_part part);

/* Writes how the two differ, as a phrase, "" if they do not. Only the first difference is named. */
void state_compare(const char *before, const char *after, char *text, size_t bytes);

#endif
