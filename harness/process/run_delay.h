/* SPDX-License-Identifier: MIT */
/* How long a process could have run but had no processor. */
#ifndef FORKSCALE_PROCESS_RUN_DELAY_H
#define FORKSCALE_PROCESS_RUN_DELAY_H

#include <stdbool.h>
#include <sys/types.h>

/* Of the process's first thread, since its start. */
struct run_delay {
    bool is_known;
    double ran_ns;    /* its processor time */
    double waited_ns; /* it was runnable, and waited for a processor */
};

/* Reads /proc/PID/schedstat (Linux Documentation/scheduler/sched-stats.rst), which a child has
 * until it is reaped. Unknown where the kernel keeps no such file. */
struct run_delay run_delay_read(pid_t pid);

#endif
