/* SPDX-License-Identifier: MIT */
/* A supervisor: a process between the conductor and one child program, so that several can run at
 * once; and its guard, so that no kill of either leaves anything.
 *
 *     forkscale ──┬── guard ── supervisor ── checker ── callers, workers
 *                 └── guard ── supervisor ── checker ── callers, workers
 *
 * child_run awaits its one child, and then kills all other children of its process. In a supervisor
 * it finds no other's, and the conductor waits for all guards. What a checker leaves comes to its
 * supervisor, which is a subreaper; what a supervisor leaves that is killed comes to its guard. When
 * conductor or guard are killed, the supervisor gets a signal, and ends all below it. Signals at a
 * parent's death alone would reach only the processes that have asked for one.
 */
#ifndef FORKSCALE_PROCESS_SUPERVISOR_H
#define FORKSCALE_PROCESS_SUPERVISOR_H

#include "process/child.h"
#include <sys/types.h>

struct supervisor {
    pid_t pid; /* of the guard */
    int report; /* becomes readable when the child has ended; −1 before the start and after the end */
};

/* Starts a supervisor with its child. SIGTERM, and the death of this process, end both; of the
 * interrupt it takes the mask only. Returns 0 or an errno number. */
int supervisor_start(const struct child_options *options, struct supervisor *supervisor);

/* Has it end its child early, without waiting for that. */
void supervisor_stop(const struct supervisor *supervisor);

/* Waits for its end, and fills in what child_run found there. When the supervisor or its guard was
 * killed, that counts as the child's end, which died with it. */
void supervisor_finish(struct supervisor *supervisor, struct child_result *result);

#endif
