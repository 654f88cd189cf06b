/* SPDX-License-Identifier: MIT */
/* A processor for each worker: which ones there are, and binding threads to them.
 *
 * Workers that wait for one another in memory, without the kernel, must not share a processor: the
 * one that is waited for would get none until the other's time slice ends. The scheduler, which
 * does not see them wait, may leave two on one processor for seconds.
 */
#ifndef FORKSCALE_KIT_PROCESSORS_H
#define FORKSCALE_KIT_PROCESSORS_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

/* Zero: none, and the functions below do nothing. */
struct processors {
    cpu_set_t *mask;   /* that the calling thread had … */
    size_t mask_bytes; /* … and its length */
    unsigned count;    /* chosen of them … */
    unsigned *order;   /* … and which */
    bool is_bound;     /* this process, by processors_settle */
};

/* Chooses `wanted` processors of the calling thread's mask: the one that it runs on first, and one
 * of each core before a second of any. Returns 0; EAGAIN when the mask, or the quota of the control
 * groups in whole processors, has fewer; ENOTSUP when the mask cannot be read; or ENOMEM. After an
 * error there are none. */
int processors_choose(struct processors *processors, unsigned wanted);

/* Binds the calling thread to the processor of `worker`, or gives it back the mask that the one had
 * which chose; does nothing when that was done last. Children that it forks inherit it. What the
 * kernel refuses, because a processor is gone, is left to the scheduler: that makes a pool slower,
 * not wrong. */
void processors_settle(struct processors *processors, unsigned worker, bool is_bound);

void processors_free(struct processors *processors);

/* The choice alone: writes `wanted` processors of `mask`, which has at least as many, to `order`,
 * beginning with `first` or the next one after it. `root` goes before every path read: "" is the
 * machine itself. A processor whose siblings cannot be read counts as a core. Returns 0 or
 * ENOMEM. */
int processors_order(const cpu_set_t *mask, size_t mask_bytes, unsigned first, unsigned wanted,
                     const char *root, unsigned *order);

#endif
