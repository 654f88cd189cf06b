/* SPDX-License-Identifier: MIT */
/* The caller: the process that uses the strategy. All of this runs in it. */
#ifndef FORKSCALE_CHECK_SCENARIO_CALLER_H
#define FORKSCALE_CHECK_SCENARIO_CALLER_H

#include "check/scenario/scenario.h"
#include <stdnoreturn.h>

struct stage {
    const struct subject *subject;
    const struct scenario *scenario;
    const char *ledger_path;
    int board_fd;
    int reference_fd;
    struct report *report;
};

/* The caller's whole life. Leaves by exit. */
noreturn void caller_live(const struct stage *stage);

/* Opens and sets what the caller owns; what cannot be had is left out. */
void belongings_open(void);

/* Begins all that the scenario asks for. Returns 0; ENOTSUP where OpenMP is not there; or an errno
 * number. */
int environment_enter(const struct scenario *scenario);

/* Did environment_enter fork this child? */
bool environment_has_child(pid_t pid);

/* Ends what must end, and writes what happened to the caller's own children, "" if nothing did. */
void environment_leave(const struct scenario *scenario, char *text, size_t bytes);

/* Between two runs: kills `count` worker processes of the pool, if there are any, from the
 * `victim`th on, modulo their number, and waits until they are dead. */
void idle_kill_workers(const struct job *job, unsigned victim, unsigned count);

/* What this process, or its children that were reaped, have used of processors so far: `who` is of
 * getrusage. */
uint64_t used_cpu_ns(int who);

/* What the caller, its workers, their parents, and all children that were reaped have used of
 * processors so far. */
uint64_t pool_cpu_ns(void);

/* Between two runs: sleeps, and reports what the caller, the workers and their parents used of
 * processors meanwhile, and how often workers and their parents woke up. */
void idle_look(unsigned ms, struct report *report);

/* After a run: what the caller holds, if this is the early run, or a quarter, half or three quarters
 * of those that follow; and at the end. */
void stock_take_if_due(const struct scenario *scenario, struct report *report);
void stock_take_last(const struct scenario *scenario, struct report *report);

#endif
