/* SPDX-License-Identifier: MIT */
/* What disturbed this machine between two readings of its counters. NaN is a figure that the
 * machine does not have, never 0.
 *
 * *Strangers* are all processes but this one and the children that it has waited for. Their time is
 * what is left of the time of the processors without idle time, steal time and our own. The kernel
 * knows idle time to the microsecond but shows ticks of USER_HZ, 10 ms (proc(5), /proc/stat), so
 * one figure may be wrong by error_ns. What is counted too low or too high is made up for in the
 * next, so that sums over many are right. */
#ifndef FORKSCALE_MACHINE_NOISE_H
#define FORKSCALE_MACHINE_NOISE_H

struct noise {
    double wall_ns;
    double strangers_ns; /* their processor time, on the processors of the affinity mask */
    double steal_ns;     /* that the hypervisor did not run these processors */
    double error_ns;     /* of each of the two above, at most */
    double
        throttled_ns;   /* that quotas of our control groups stopped processors, summed over them */
    double pressure_ns; /* that at least one process of the machine waited for a processor */
    double runnable;    /* tasks that could run, besides this one: mean of begin and end */
};

struct noise_meter;

/* `root` goes before every path read: "" is the machine itself. Returns NULL without memory. */
struct noise_meter *noise_open(const char *root);
void noise_close(struct noise_meter *meter);

/* The time in between counts. Each opens and reads a few small files, some tens of microseconds. */
void noise_begin(struct noise_meter *meter);
struct noise noise_end(struct noise_meter *meter);

#endif
