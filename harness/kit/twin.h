/* SPDX-License-Identifier: MIT */
/* Twins: processes that an item forks, and that return from it as the worker does.
 *
 * Nobody watches them. What a twin claimed would not be done when the run is over, its report would be
 * taken for that of the worker, and a pool that waits for workers alone would not wait for it. So
 * job_run ends a twin as soon as it returns from its item. The kernel tells it apart: it clears a mark
 * in every process that is forked, however that is done.
 */
#ifndef FORKSCALE_KIT_TWIN_H
#define FORKSCALE_KIT_TWIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdnoreturn.h>

/* Set in a process that has made the mark, or begun a chunk of its own. */
extern atomic_bool *twin_mark;

/* Puts the mark where fork clears it, once in a process. Where the kernel refuses that, twins go on. */
void twin_prepare(void);

/* Ends this process, by _exit, so that it leaves nothing behind. */
noreturn void twin_end(void);

/* Before a chunk. Threads share the mark, so it is written once. */
static inline void twin_begin(void)
{
    if (!atomic_load_explicit(twin_mark, memory_order_relaxed))
        atomic_store_explicit(twin_mark, true, memory_order_relaxed);
}

/* After an item: returns in the process that has begun the chunk alone. */
static inline void twin_leave(void)
{
    if (!atomic_load_explicit(twin_mark, memory_order_relaxed))
        twin_end();
}

#endif
