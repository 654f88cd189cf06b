/* SPDX-License-Identifier: MIT */
/* How many processors this process may really use, which is not how many the machine has. */
#ifndef FORKSCALE_KIT_LIMITS_H
#define FORKSCALE_KIT_LIMITS_H

#include <sched.h>
#include <stddef.h>

/* The least of the affinity mask's processors and the cgroup quota; at least 1. */
unsigned limits_usable_processors(void);

/* The processors of the affinity mask; those online where there is no mask; at least 1. */
unsigned limits_affinity_processors(void);

/* The CPU quota of this process's control groups (v1 and v2) and their ancestors, in processors,
 * rounded up; UINT_MAX where there is none. `root` goes before every path read: "" is the machine
 * itself. */
unsigned limits_quota_processors(const char *root);

/* The same, rounded down: processors that the quota never takes away from threads that keep them
 * busy. 0 is possible. */
unsigned limits_whole_processors(const char *root);

/* The affinity mask of this process and its length, for CPU_FREE; NULL where there is none. */
cpu_set_t *limits_affinity(size_t *bytes);

#endif
