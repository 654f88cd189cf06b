/* SPDX-License-Identifier: MIT */
/* What /proc says of processes. */
#ifndef FORKSCALE_CHECK_SCENARIO_PROC_H
#define FORKSCALE_CHECK_SCENARIO_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The children of this thread, zombies included. Returns how many there
 * are; of these, the first `most` are in pids. */
size_t proc_children(pid_t *pids, size_t most);

/* Does this kernel list them? Without CONFIG_PROC_CHILDREN none would ever be found. */
bool proc_lists_children(void);

/* Is it a child of the ancestor, or a child's child? */
bool proc_descends(pid_t pid, pid_t ancestor);

/* How often this thread of a process has given up its processor to wait; 0 when it is gone. */
uint64_t proc_sleeps(pid_t pid, pid_t tid);

/* Pages that this process has mapped; 0 where that is not known. */
long proc_pages(void);

#endif
