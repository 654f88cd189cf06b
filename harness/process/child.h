/* SPDX-License-Identifier: MIT */
/* A child program in a process group of its own, with a deadline, of which nothing is left
 * afterwards. */
#ifndef FORKSCALE_PROCESS_CHILD_H
#define FORKSCALE_PROCESS_CHILD_H

#include "process/interrupt.h"
#include <stddef.h>

#define CHILD_FDS_MAX 4

struct child_options {
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
 * out of it: so the caller must be a subreaper; children from before child_spare_others are let
 * alone. Returns 0 or an errno number when it could not be started. */
int child_run(const struct child_options *order, struct child_end *end);

/* A new anonymous file, close-on-exec and above 3+CHILD_FDS_MAX. Returns −1 with errno set. */
int child_file(const char *name);

/* The same for output, of which it takes no more than 1 MiB: a chatty child shall not fill the
 * memory. */
int child_output_file(void);

/* From now on nobody can write to the file or change its size, whoever has it open; mappings for
 * writing must be gone. Returns 0 or an errno number. */
int child_file_seal(int fd);

/* The last `most` bytes that were written to an output file, as a string for free(). NULL without
 * memory. */
char *child_output_text(int fd, size_t most);

/* To be called before any child is run: remembers the children that this process has from before
 * (of the program that became this one), so that they are let alone. */
void child_spare_others(void);

#endif
