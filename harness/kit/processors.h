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
#include <stddef.h>

/* Chooses `wanted` processors of the calling thread's mask, and writes them to `order`: the one that
 * it runs on first, and one of each core before a second of any. Returns 0; EAGAIN when the mask, or
 * the quota of the control groups in whole processors, has fewer; ENOTSUP when the mask cannot be
 * read; or ENOMEM. Reads a dozen files: about 0.1 ms. */
int processors_choose(unsigned wanted, unsigned *order);

/* What binds a thread. Zero: nothing does. */
struct binding {
    cpu_set_t *mask;   /* that it had before … */
    size_t mask_bytes; /* … and its length */
};

/* Binds the calling thread to one processor, if the binding is zero. Children that it forks inherit
 * it. What the kernel refuses, because the processor is gone, is left to the scheduler: that makes a
 * pool slower, not wrong. */
void binding_set(struct binding *binding, unsigned processor);

/* Binds it to these processors, likewise. Returns 0 or an errno number; binding_clear is allowed in
 * either case. */
int binding_set_all(struct binding *binding, const unsigned *processors, size_t count);

/* Gives the thread back the mask that it had, unless the binding is zero; then it is. */
void binding_clear(struct binding *binding);

/* The choice alone: writes `wanted` processors of `mask`, which has at least as many, to `order`,
 * beginning with `first` or the next one after it. `root` goes before every path read: "" is the
 * machine itself. A processor whose siblings cannot be read counts as a core. Returns 0 or
 * ENOMEM. */
int processors_order(const cpu_set_t *mask, size_t mask_bytes, unsigned first, unsigned wanted,
                     const char *root, unsigned *order);

#endif
