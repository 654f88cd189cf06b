/* SPDX-License-Identifier: MIT */
/* Spinning, and when not to. */
#include "kit/spin.h"

#define LOSS_NS    UINT64_C(200000)     /* a spin that was not interrupted cannot take as long */
#define CALM_TIMES 4                    /* the first calm, in losses */
#define CALM_MOST  UINT64_C(1000000000) /* and the longest, in ns */
#define MEMORY     8                    /* a calm is remembered so many times as long */

void spin_note_loss(struct spin_calm *calm, uint64_t begin_ns)
{
    /* The reading of the last tick takes a few nanoseconds. A process is put off at a tick, or
     * until one. */
    if (clock_tick() <= begin_ns)
        return;
    uint64_t now_ns = clock_now();
    uint64_t until_ns = atomic_load_explicit(&calm->until_ns, memory_order_relaxed);
    /* In a calm there is none to begin: others have noted the same. */
    if (now_ns - begin_ns < LOSS_NS || now_ns < until_ns)
        return;
    uint64_t length_ns = atomic_load_explicit(&calm->length_ns, memory_order_relaxed);
    bool is_soon = now_ns < until_ns + MEMORY * length_ns;
    length_ns = is_soon ? 2 * length_ns : CALM_TIMES * (now_ns - begin_ns);
    length_ns = length_ns < CALM_MOST ? length_ns : CALM_MOST;
    atomic_store_explicit(&calm->length_ns, length_ns, memory_order_relaxed);
    atomic_store_explicit(&calm->until_ns, now_ns + length_ns, memory_order_relaxed);
}

bool spin_is_allowed(const struct spin_calm *calm)
{
    uint64_t until_ns = atomic_load_explicit(&calm->until_ns, memory_order_relaxed);
    return until_ns == 0 || clock_tick() > until_ns;
}
