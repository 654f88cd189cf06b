/* SPDX-License-Identifier: MIT */
/* A child program: started in a process group of its own, awaited, and ended with all that it
 * leaves. */
#ifndef FORKSCALE_PROCESS_CHILD_H
#define FORKSCALE_PROCESS_CHILD_H

#include "process/interrupt.h"
#include "process/run_delay.h"
#include <stdbool.h>
#include <stddef.h>

#define CHILD_FDS_MAX 4

/* Zero is no limit, no file and no capture. */
struct child_options {
    const char *const *argv;     /* argv[0] is a path, or a name on the PATH; ended by NULL */
    const char *folder;          /* where it runs; NULL: where this process does */
    int fds[CHILD_FDS_MAX];      /* fds[i], made by child_file, becomes its descriptor 3+i */
    size_t output_bytes;         /* kept of the end of its stdout; 0: /dev/null */
    size_t error_bytes;          /* the same of its stderr */
    bool merge;                  /* its stderr goes where its stdout does */
    double timeout_s;            /* when it is ended */
    double grace_s;              /* from SIGTERM to SIGKILL; 0: a tenth of a second */
    struct interrupt *interrupt; /* ends it too; and the child gets the mask from before it */
};

enum child_fate { CHILD_ENDED, CHILD_TIMED_OUT, CHILD_INTERRUPTED };

/* Owns its texts. */
struct child_result {
    int error; /* errno number: it could not be run, and the rest is void */
    enum child_fate fate;
    int wait_status; /* as waitpid gives it; holds for every fate */
    double timeout_s;
    double seconds;             /* from its start until all of it had ended */
    struct run_delay run_delay; /* of its first thread */
    char *output;               /* NULL where it was not kept */
    char *errors;
};

/* Runs the program to its end. At the timeout, or when interrupted, its group gets SIGTERM and,
 * after the grace, SIGKILL. All its descendants that are left are killed and reaped, in its
 * group or out of it: for that, the caller must be a subreaper. Children from before
 * child_spare_others are untouched. When this process dies, the program is killed. Returns
 * result->error; the caller releases the result in either case. */
int child_run(const struct child_options *options, struct child_result *result);

void child_result_release(struct child_result *result);

/* A new anonymous file, close-on-exec, with a descriptor that suits child_options.fds. Returns −1
 * with errno set. */
int child_file(const char *name);

/* Seals the file against writes and changes of size, also through open descriptors; mappings for
 * writing must be gone. Returns 0 or an errno number. */
int child_file_seal(int fd);

/* Remembers the children that this process has now, those of the program that exec'd it, so that
 * child_run leaves them alone. Must be called before any child is run. */
void child_spare_others(void);

/* Kills and reaps all children of this process, and what comes to it from them, but for those that
 * child_spare_others remembers. */
void child_sweep(void);

#endif
