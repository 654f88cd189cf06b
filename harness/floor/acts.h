/* SPDX-License-Identifier: MIT */
/* How each floor is done: for floor.c. */
#ifndef FORKSCALE_FLOOR_ACTS_H
#define FORKSCALE_FLOOR_ACTS_H

#include "floor/floor.h"
#include <stdnoreturn.h>

/* NULL: there is nothing to do. Each returns 0 or an errno number. */
struct floor_acts {
    int (*open)(struct floor *floor);
    int (*prepare)(struct floor *floor);
    int (*perform)(struct floor *floor, uint64_t operations);
    int (*close)(struct floor *floor);
};

/* workers.c: all workers start and end. */
extern const struct floor_acts floor_fork_acts;
extern const struct floor_acts floor_thread_acts;
extern const struct floor_acts floor_spawn_acts;

/* partner.c: two processes, each on its own processor, and one alone. */
extern const struct floor_acts floor_spin_acts;
extern const struct floor_acts floor_futex_acts;
extern const struct floor_acts floor_fetch_add_acts;
extern const struct floor_acts floor_contended_acts;

/* pipe.c */
extern const struct floor_acts floor_pipe_acts;

/* floor.c: forks child `index`. In the child, which the parent's death kills, 0 is returned; in the
 * parent its pid; −1 with errno set. */
pid_t floor_fork(struct floor *floor, unsigned index);

/* Waits for the first `count` children, through their ends. Returns `error`, else EPROTO when one
 * did not exit with status 0, or an errno number. */
int floor_wait(struct floor *floor, unsigned count, int error);

#endif
