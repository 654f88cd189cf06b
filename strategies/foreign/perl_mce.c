/* SPDX-License-Identifier: MIT */
/* perl_mce: MCE, Perl's many-core engine, whose processes outlive a run and take ranges of items.
 *
 *     run_seq ─ sequence ─▶ process 0, 1 … each takes the next range under a lock on a pipe
 *         └◀──── status ─── socket + lock ◀──┘
 *
 * Costs    the start of interpreter and FFI::Platypus in open, and of the processes in the first run;
 *          then a message to each process and back per run, a lock per range, and the call of a Perl
 *          function per item.
 * Fails    when a process dies with a range in hand: the manager waits for its message forever. The
 *          timeout ends it.
 * Differs  from python_pool by one idea: the items are a sequence that each process counts through
 *          itself, so that ranges travel, not items; and from perl_forkmanager: the processes stay.
 * See      perl_mce.pl, MCE::Loop(3pm)
 */
#include "strategies/foreign/interpreter.h"

static const struct tunable tunables[] = {
    { .name = "chunk",
      .max = 1 << 20,
      .help = "items that a process takes at once; 0: as MCE chooses" },
    { 0 },
};

static int runtime(char *version, size_t bytes, struct error *error)
{
    return language_perl("MCE", version, bytes, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Perl: MCE hands ranges of items to processes that outlive a run",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
