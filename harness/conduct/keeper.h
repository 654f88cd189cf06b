/* SPDX-License-Identifier: MIT */
/* A keeper: a process between the conductor and one child program, so that several can run at once.
 *
 *     forkscale ──┬── keeper ── checker ── callers, workers
 *                 └── keeper ── checker ── callers, workers
 *
 * child_run waits for its one child, and then kills all others that its process has. With a keeper
 * for each, it finds nobody else's, and the conductor waits for all of them. Whatever a checker
 * leaves behind comes to its keeper, for that is a subreaper.
 */
#ifndef FORKSCALE_CONDUCT_KEEPER_H
#define FORKSCALE_CONDUCT_KEEPER_H

#include "conduct/child.h"
#include <sys/types.h>

struct keeper_order {
    /* The child's argv, in which the keeper sets argv[last] to its own pid: the child is to die
     * with its keeper. Ended by NULL behind that. */
    char **argv;
    size_t last;
    double deadline_s;
    const struct interrupt *interrupt; /* whose mask the child gets */
};

/* One that is at work, or was. */
struct keeper {
    pid_t pid;
    int report; /* readable when it has ended */
    int output; /* what its child prints … */
    int errors; /* … on stdout and on stderr, as child_output_text reads it */
};

/* How its child fared. */
struct keeper_report {
    int error; /* errno number: the child could not be started, and `end` says nothing */
    struct child_end end;
    double seconds;
};

/* Starts a keeper with its child. Returns 0 or an errno number. */
int keeper_start(const struct keeper_order *order, struct keeper *keeper);

/* Has it end its child early. */
void keeper_stop(const struct keeper *keeper);

/* Waits for its end, and takes its report. Of one that died without, its own end is taken for the
 * child's, which died with it. The files stay open. */
void keeper_wait(struct keeper *keeper, struct keeper_report *report);

void keeper_release(struct keeper *keeper);

#endif
