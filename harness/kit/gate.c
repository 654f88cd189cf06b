/* SPDX-License-Identifier: MIT */
/* A gate, where workers wait for the next run. */
#include "kit/gate.h"
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool spins(const struct gate *gate)
{
    return atomic_load_explicit(&gate->spins, memory_order_relaxed);
}

/* From where the worker was in an earlier run. The difference is signed, because numbers wrap. */
static bool move(struct place *place, uint32_t number, uint32_t state)
{
    uint32_t before = atomic_load(&place->state);
    return (int32_t)(before - 2 * number) < 0 &&
           atomic_compare_exchange_strong(&place->state, &before, state);
}

/* The first worker for which the run is not over; `workers`: none. */
static unsigned first_busy(const struct gate *gate, unsigned from, unsigned workers,
                           uint32_t number)
{
    while (from < workers && atomic_load(&gate->places[from].state) == 2 * number)
        from++;
    return from;
}

/* --- the caller ------------------------------------------------------------------------------- */

uint32_t gate_open(struct gate *gate, bool spins)
{
    atomic_store_explicit(&gate->spins, spins, memory_order_relaxed);
    uint32_t number = atomic_fetch_add(&gate->number, 1) + 1;
    if (atomic_load(&gate->sleepers) > 0)
        syscall(SYS_futex, &gate->number, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
    return number;
}

void gate_close(struct gate *gate)
{
    gate->is_closed = true;
    (void)gate_open(gate, false);
}

bool gate_is_over(const struct gate *gate, unsigned workers, uint32_t number)
{
    return first_busy(gate, 1, workers, number) >= workers;
}

bool gate_spin(struct gate *gate, unsigned workers, uint32_t number, uint64_t begin_ns)
{
    bool has_spun = spins(gate);
    bool goes_on = has_spun;
    unsigned pauses = 0;
    unsigned busy = 1;
    while ((busy = first_busy(gate, busy, workers, number)) < workers && goes_on)
        goes_on = spin_pause(begin_ns, &pauses);
    if (has_spun)
        spin_note_loss(&gate->calm, begin_ns);
    return busy >= workers;
}

bool gate_skip(struct gate *gate, unsigned worker, uint32_t number)
{
    return move(&gate->places[worker], number, 2 * number);
}

bool gate_begin_sleep(struct gate *gate, unsigned workers, uint32_t number)
{
    atomic_store(&gate->is_caller_asleep, true);
    /* If a worker has taken the flag back, its message is under way, and must be received. */
    return !gate_is_over(gate, workers, number) || !atomic_exchange(&gate->is_caller_asleep, false);
}

/* --- a worker --------------------------------------------------------------------------------- */

bool gate_await(struct gate *gate, uint32_t *number, uint64_t begin_ns)
{
    const uint32_t known = *number;
    bool goes_on = spins(gate);
    bool has_spun = goes_on;
    unsigned pauses = 0;
    while ((*number = atomic_load(&gate->number)) == known && goes_on)
        goes_on = spin_pause(begin_ns, &pauses);
    if (has_spun)
        spin_note_loss(&gate->calm, begin_ns);
    if (*number == known) {
        /* The caller opens the gate and then looks for sleepers. Either it sees this one, or the
         * gate was open before; then the kernel, which compares once more, does not sleep. */
        atomic_fetch_add(&gate->sleepers, 1);
        while ((*number = atomic_load(&gate->number)) == known)
            syscall(SYS_futex, &gate->number, FUTEX_WAIT, known, NULL, NULL, 0);
        atomic_fetch_sub(&gate->sleepers, 1);
    }
    return !gate->is_closed;
}

bool gate_enter(struct gate *gate, unsigned worker, uint32_t number)
{
    return move(&gate->places[worker], number, 2 * number + 1);
}

bool gate_leave(struct gate *gate, unsigned worker, unsigned workers, uint32_t number)
{
    /* The caller notes that it sleeps and then looks at the places, the worker the other way round:
     * one of the two sees the other. Only one worker takes the flag back, or messages would fill
     * the channel. */
    atomic_store(&gate->places[worker].state, 2 * number);
    return gate_is_asleep(gate) && gate_is_over(gate, workers, number) &&
           atomic_exchange(&gate->is_caller_asleep, false);
}
