/* SPDX-License-Identifier: MIT */
/* A storm: pauses, yields and wake-ups at random, so that what needs an unlucky moment happens. It
 * follows from a seed where processes meet in the same order. */
#ifndef FORKSCALE_CHECK_INJECT_STORM_H
#define FORKSCALE_CHECK_INJECT_STORM_H

#include <stdbool.h>
#include <stdint.h>

/* In an interposed function: where its caller goes on. */
#define STORM_FROM __builtin_return_address(0)

/* A number at random. */
uint64_t storm_dice(void);

/* A watched call is over: may give the processor away, sleep, or pause some instructions behind
 * `from`. Leaves errno as it is. It must be the last thing that an interposed function does. */
void storm_pass(const void *from);

/* Sleeps, or gives the processor away: between two instructions. */
void storm_pause(void);

/* A worker runs items: no pause any more. */
void storm_begin(void);

/* The same where the part of `worker` in a run is over: it may be late. */
void storm_end(const void *from, unsigned worker);

/* Shall this wait return early? Then the processor has been given away meanwhile. */
bool storm_wakes(void);

#endif
