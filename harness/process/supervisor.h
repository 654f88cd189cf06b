/* SPDX-License-Identifier: MIT */
/* A supervisor: a process between the conductor and one child program, so that several can run at once.
 *
 *     forkscale ──┬── supervisor ── checker ── callers, workers
 *                 └── supervisor ── checker ── callers, workers
 *
 * child_run waits for its one child, and then kills all others that its process has. With a supervisor
 * for each, it finds nobody else's, and the conductor waits for all of them. Whatever a checker
 * leaves behind comes to its supervisor, for that is a subreaper.
 */
#ifndef FORKSCALE_PROCESS_SUPERVISOR_H
#define FORKSCALE_PROCESS_SUPERVISOR_H

#include "process/child.h"
#include <sys/types.h>

struct supervisor_options {
    /* The child's argv, in which the supervisor sets argv[last] to its own pid: the child is to die
     * with its supervisor. Ended by NULL behind that. */
    char **argv;
    size_t last;
    double deadline_s;
    const struct interrupt *interrupt; /* whose mask the child gets */
};

/* One that is at work, or was. */
struct supervisor {
    pid_t pid;
    int report; /* readable when it has ended */
    int output; /* what its child prints … */
    int errors; /* … on stdout and on stderr, as child_output_text reads it */
};

/* How its child fared. */
struct supervisor_report {
    int error; /* errno number: the child could not be started, and `end` says nothing */
    struct child_end end;
    double seconds;
};

/* Starts a supervisor with its child. Returns 0 or an errno number. */
int supervisor_start(const struct supervisor_options *order, struct supervisor *supervisor);

/* Has it end its child early. */
void supervisor_stop(const struct supervisor *supervisor);

/* Waits for its end, and takes its report. Of one that died without, its own end is taken for the
 * child's, which died with it. The files stay open. */
void supervisor_wait(struct supervisor *supervisor, struct supervisor_report *report);

void supervisor_release(struct supervisor *supervisor);

#endif
