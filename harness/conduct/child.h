/* SPDX-License-Identifier: MIT */
/* A child program in a process group of its own, with a deadline, of which nothing is left
 * afterwards. */
#ifndef FORKSCALE_CONDUCT_CHILD_H
#define FORKSCALE_CONDUCT_CHILD_H

#include "conduct/interrupt.h"
#include <stddef.h>

#define CHILD_FDS_MAX 4

struct child_order {
    char *const *argv; /* argv[0] is the path */
    int output;        /* its stdout, close-on-exec */
    int errors;        /* its stderr */
    /* What it gets beside: fds[i] becomes its descriptor 3+i. −1 for none. They must be above
     * 3+CHILD_FDS_MAX. */
    int fds[CHILD_FDS_MAX];
    double deadline_s;
    struct interrupt *interrupt; /* ends the wait too; NULL for none */
};

enum child_fate { CHILD_ENDED, CHILD_TIMED_OUT, CHILD_INTERRUPTED };

struct child_end {
    enum child_fate fate;
    int wait_status; /* as waitpid gives it; holds for every fate */
};

/* Runs the program to its end. At the deadline, or when interrupted, its group gets SIGTERM and, a
 * tenth of a second later, SIGKILL. Whatever it leaves behind is killed and reaped, in its group or
 * out of it: so the caller must have no other children, and be a subreaper. Returns 0 or an errno
 * number when it could not be started. */
int child_run(const struct child_order *order, struct child_end *end);

/* A new anonymous file for output, or for a board: close-on-exec and above 3+CHILD_FDS_MAX. Returns
 * −1 with errno set. */
int child_file(const char *name);

/* What is in such a file from its start, as a string for free(); at most `most` bytes, from its end
 * if it has more. NULL without memory. */
char *child_file_text(int fd, size_t most);

#endif
