/* SPDX-License-Identifier: MIT */
/* A gate: where workers that outlive a run wait for the next one, in memory that all share.
 *
 *     caller   gate_open ── work ── gate_skip ── gate_spin ── gate_begin_sleep ── sleep
 *     worker   gate_await ─ gate_enter ── work ── gate_leave: wake the caller ── gate_await
 *
 * Runs are numbered from 1, and the numbers may wrap. A worker waits for another number than the one
 * that it knows, so it misses no run that begins before it looks. It enters a run by its place, a
 * word that only it and the caller write. A caller that has nothing left to do may skip a worker
 * that has not entered yet: one of the two succeeds, and has the worker's first chunk (kit/claim.h).
 * So nobody waits for a worker that the scheduler keeps off its processor.
 *
 * The caller does not sleep here, because a futex does not report that a worker has died. It sleeps
 * in a watch (kit/watch.h), and the last worker sends it a message.
 */
#ifndef FORKSCALE_KIT_GATE_H
#define FORKSCALE_KIT_GATE_H

#include "kit/board.h"
#include "kit/spin.h"
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of a worker, or of the caller, as worker 0, which has no state. */
struct place {
    /* 2n: run n is over for it; 2n + 1: it is in run n. */
    alignas(CACHE_PAIR) _Atomic uint32_t state;
    _Atomic uint32_t processor; /* to spin on, counted from 1; 0: any */
};

/* Zero is a gate before run 1. Spinning workers read the first lines, so nothing is there that
 * others write during a run. */
struct gate {
    alignas(CACHE_PAIR) _Atomic uint32_t number; /* of the run that was opened last */
    _Atomic uint32_t sleepers;                   /* workers that sleep, or are about to */
    uint32_t plan;                               /* number of the crew's plan; 0: there is none */
    _Atomic bool spins;                          /* workers spin before they sleep */
    bool is_closed;
    alignas(CACHE_PAIR) _Atomic bool is_caller_asleep;
    struct spin_calm calm; /* in which nobody should spin */
    struct place places[]; /* by worker */
};

/* --- the caller ------------------------------------------------------------------------------- */

/* Begins the next run, and wakes the workers that sleep. What was written before, they see. From now
 * on they spin before they sleep, or do not. Returns the run's number. */
uint32_t gate_open(struct gate *gate, bool spins);

/* Lets all workers leave. */
void gate_close(struct gate *gate);

/* Whether run `number` is over for workers 1 … workers−1. What they wrote before, the caller
 * sees. */
bool gate_is_over(const struct gate *gate, unsigned workers, uint32_t number);

/* Spins, if workers do, until the run is over, and no longer than SPIN_NS after `begin_ns`. Returns
 * gate_is_over. */
bool gate_spin(struct gate *gate, unsigned workers, uint32_t number, uint64_t begin_ns);

/* Gives `worker` up for this run. False when it has entered. */
bool gate_skip(struct gate *gate, unsigned worker, uint32_t number);

/* Asks for one message when the run is over. False, and there will be none, when it is already. */
bool gate_begin_sleep(struct gate *gate, unsigned workers, uint32_t number);

/* After a message, which may be another's: whether that one is still to come. */
static inline bool gate_is_asleep(const struct gate *gate)
{
    return atomic_load(&gate->is_caller_asleep);
}

/* --- a worker --------------------------------------------------------------------------------- */

/* Waits until another run than *number begins, and sets it: first by a spin that counts from
 * `begin_ns`, if the gate says so, then in a sleep. Returns false when the gate is closed. */
bool gate_await(struct gate *gate, uint32_t *number, uint64_t begin_ns);

/* Enters the run. False when the worker was skipped, or another process is in the run as `worker`:
 * an item may have forked. */
bool gate_enter(struct gate *gate, unsigned worker, uint32_t number);

/* The run is over for `worker`. True when it must send the message: the caller sleeps, and this one
 * of `workers` is the last. */
bool gate_leave(struct gate *gate, unsigned worker, unsigned workers, uint32_t number);

#endif
