/* SPDX-License-Identifier: MIT */
/* Spinning: polling a word of memory until it changes, for a bounded time.
 *
 *     unsigned pauses = 0;
 *     bool goes_on = spins;
 *     while (!(is_there = …) && goes_on)
 *         goes_on = spin_pause(begin_ns, &pauses);
 *     spin_note_loss(&calm, begin_ns);
 *
 * A spin is the fastest wait while each process has a processor of its own, and the slowest as soon
 * as one has not: it keeps the processor from what it waits for until its time slice ends. Then its
 * process is put off for a slice itself. That shows in the clock, so no file is read to find a busy
 * neighbour, a quota or another pool: a loss forbids spins for some time, its `calm`.
 */
#ifndef FORKSCALE_KIT_SPIN_H
#define FORKSCALE_KIT_SPIN_H

#include "kit/clock.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define SPIN_NS   UINT64_C(50000) /* the longest spin: about what a sleep and its wake-up cost */
#define SPIN_LOOK 32              /* pauses between two looks at the clock: about a microsecond */

/* In shared memory; zero: spins are allowed. */
struct spin_calm {
    _Atomic uint64_t until_ns;  /* no spins until then */
    _Atomic uint64_t length_ns; /* of the last one */
};

/* Leaves the core to its other thread for a moment, and saves power. */
static inline void cpu_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* One round of a spin that began at `begin_ns`; *pauses is 0 before the first. Returns false when
 * the spin has lasted SPIN_NS. */
static inline bool spin_pause(uint64_t begin_ns, unsigned *pauses)
{
    cpu_pause();
    return ++*pauses % SPIN_LOOK != 0 || clock_now() - begin_ns < SPIN_NS;
}

/* After a spin that began at `begin_ns`, whatever ended it: if its process was off the processor
 * for long, begins a calm. The first lasts some times as long as what was lost, so that not much
 * more is lost than a fifth; each one that soon follows another, twice as long as that. */
void spin_note_loss(struct spin_calm *calm, uint64_t begin_ns);

/* Whether spins are allowed again. */
bool spin_is_allowed(const struct spin_calm *calm);

#endif
