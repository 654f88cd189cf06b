/* SPDX-License-Identifier: MIT */
/* What fits the machine. A sentence is better than a kill when memory is gone. */
#ifndef FORKSCALE_KIT_MEMORY_H
#define FORKSCALE_KIT_MEMORY_H

#include "kit/error.h"
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <unistd.h>

/* Half of the machine's memory, in bytes: the most that a board, an input or a ballast may have.
 * Forked workers may need the other half for their copies. */
static inline uint64_t memory_half(void)
{
    return (uint64_t)sysconf(_SC_PHYS_PAGES) / 2 * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Returns 0, or ENOMEM with a sentence if `bytes` are more than that. */
static inline int memory_check(uint64_t bytes, struct error *error)
{
    uint64_t half = memory_half();
    if (bytes <= half)
        return 0;
    return error_set(error, ENOMEM,
                     "it takes %" PRIu64 " MiB, and half of the machine's memory is %" PRIu64
                     " MiB",
                     bytes >> 20, half >> 20);
}

/* The memory of this process that a fork has to copy page tables for, in bytes: private, and in
 * small pages. 0 if that is not known. */
uint64_t memory_copied(void);

#endif
