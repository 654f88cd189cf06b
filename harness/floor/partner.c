/* SPDX-License-Identifier: MIT */
/* Floors of two processes, each bound to its own processor, that share memory: this one and its
 * partner, which is forked in open. The word `turn` passes between them.
 *
 *     this process   turn = THEIRS ──────────────── turn is OURS
 *     partner              └ turn is THEIRS, serve, turn = OURS ┘
 */
#include "floor/acts.h"
#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

enum floor_turn { OURS, THEIRS, LEAVE };

/* --- passing the turn ------------------------------------------------------------------------- */

static bool is_turn(struct floor_table *table, uint32_t turn)
{
    return atomic_load_explicit(&table->turn, memory_order_acquire) == turn;
}

/* Waits while it is `turn`; without cpu_pause, whose length differs from processor to processor. */
static void outwait(struct floor *floor, uint32_t turn)
{
    while (is_turn(floor->table, turn))
        if (floor->kind == FLOOR_FUTEX)
            syscall(SYS_futex, &floor->table->turn, FUTEX_WAIT, turn, NULL, NULL, 0);
}

static void pass(struct floor *floor, uint32_t turn)
{
    atomic_store_explicit(&floor->table->turn, turn, memory_order_release);
    if (floor->kind == FLOOR_FUTEX)
        syscall(SYS_futex, &floor->table->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* --- what is done in a turn ------------------------------------------------------------------- */

/* Claims until the goal is reached. Returns how many claims succeeded. */
static uint64_t claim(struct floor_table *table)
{
    uint64_t goal = table->goal;
    uint64_t claims = 0;
    while (atomic_fetch_add_explicit(&table->next, 1, memory_order_relaxed) < goal)
        claims++;
    return claims;
}

static noreturn void serve(struct floor *floor, unsigned processor)
{
    struct floor_table *table = floor->table;
    binding_set(&floor->binding, processor);
    for (;;) {
        outwait(floor, OURS);
        if (is_turn(table, LEAVE))
            _exit(0);
        table->counts[0].done += floor->kind == FLOOR_FETCH_ADD_CONTENDED ? claim(table) : 1;
        pass(floor, OURS);
    }
}

static int open_partner(struct floor *floor)
{
    unsigned own[2];
    int error = processors_choose(2, own);
    if (error != 0)
        return error;
    pid_t pid = floor_fork(floor, 0);
    if (pid == 0)
        serve(floor, own[1]);
    if (pid < 0)
        return errno;
    /* Not before the fork, or the partner would take itself for bound. */
    binding_set(&floor->binding, own[0]);
    return 0;
}

static int close_partner(struct floor *floor)
{
    pass(floor, LEAVE);
    int error = floor_wait(floor, 1, 0);
    binding_clear(&floor->binding);
    return error;
}

static int prepare(struct floor *floor)
{
    floor->table->counts[0].done = 0;
    atomic_store(&floor->table->next, 0);
    return 0;
}

static int take_turns(struct floor *floor, uint64_t operations)
{
    for (uint64_t done = 0; done < operations; done++) {
        pass(floor, THEIRS);
        outwait(floor, THEIRS);
    }
    return floor->table->counts[0].done == operations ? 0 : EPROTO;
}

static int claim_together(struct floor *floor, uint64_t operations)
{
    floor->table->goal = operations;
    pass(floor, THEIRS);
    uint64_t claims = claim(floor->table);
    outwait(floor, THEIRS);
    return claims + floor->table->counts[0].done == operations ? 0 : EPROTO;
}

static int claim_alone(struct floor *floor, uint64_t operations)
{
    floor->table->goal = operations;
    return claim(floor->table) == operations ? 0 : EPROTO;
}

const struct floor_acts floor_spin_acts = { open_partner, prepare, take_turns, close_partner };
const struct floor_acts floor_futex_acts = { open_partner, prepare, take_turns, close_partner };
const struct floor_acts floor_contended_acts = { open_partner, prepare, claim_together,
                                                 close_partner };
const struct floor_acts floor_fetch_add_acts = { .prepare = prepare, .perform = claim_alone };
