/* SPDX-License-Identifier: MIT */
/* The one clock: monotonic, so that a stepped wall clock cannot bend a duration. */
#ifndef FORKSCALE_KIT_CLOCK_H
#define FORKSCALE_KIT_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

/* CLOCK_MONOTONIC, in nanoseconds since an arbitrary start. Never 0 on a running machine, so 0 can
 * mean "not stamped". Comparable across the processes of one machine. */
static inline uint64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* The time of the kernel's last tick, at most some milliseconds ago. Costs a tenth of clock_now. */
static inline uint64_t clock_tick(void)
{
    struct timespec last;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &last);
    return (uint64_t)last.tv_sec * NS_PER_S + (uint64_t)last.tv_nsec;
}

/* The processor time of the calling thread, in nanoseconds. A system call: about a fifth of a
 * microsecond. */
static inline uint64_t clock_processor(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * NS_PER_S + (uint64_t)used.tv_nsec;
}

/* The instant `seconds` from now: a deadline. */
static inline uint64_t clock_after(double seconds)
{
    return clock_now() + (uint64_t)(seconds * (double)NS_PER_S);
}

#endif
