/* SPDX-License-Identifier: MIT */
/* The state of this process that a strategy must leave as it was, as text. */
#ifndef FORKSCALE_CHECK_SCENARIO_STATE_H
#define FORKSCALE_CHECK_SCENARIO_STATE_H

#include <stdbool.h>
#include <stddef.h>

/* Gives this process, and all that it starts, names in shared memory and of System V that are its
 * own, where that is allowed: what others make and remove meanwhile shall not be taken for the
 * strategy's doing. Where it is not, names that the strategy makes are still found, as files. */
void state_isolate(void);

/* Has it? */
bool state_has_own_names(void);

enum state_part {
    STATE_ALL,
    STATE_NAMES, /* only what outlives processes */
};

/* All kinds of the table in state.c: lines "NAME: VALUE", or a NAME alone. For free(); NULL without
 * memory. */
char *state_take(enum state_part part);

/* Writes how the two differ, as a phrase, "" if they do not. Only the first difference is named. */
void state_compare(const char *before, const char *after, char *text, size_t bytes);

#endif
