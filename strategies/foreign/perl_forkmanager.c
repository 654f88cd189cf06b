/* SPDX-License-Identifier: MIT */
/* perl_forkmanager: Parallel::ForkManager, which forks a process for each chunk.
 *
 *     cell    perl ──── go ─────────────────────────────── done
 *     perl       └ ready   start start ─ wait ─ start ─ wait ┘
 *     child 0                └ 0 1 2 finish      └ 6 7 8 finish
 *     child 1                      └ 3 4 5 finish
 *
 * Costs    the start of the interpreter and of FFI::Platypus, in open; then a fork of a process of
 *          ten megabytes and a wait per chunk, and the call of a Perl function per item.
 * Fails    silently, unless the caller looks at the status in run_on_finish.
 * Differs  from python_fork by one idea: the caller forks again whenever a child has ended, so that
 *          chunks may be as small as an item.
 * See      perl_forkmanager.pl, Parallel::ForkManager(3pm), fork_per_item.c
 */
#include "strategies/foreign/interpreter.h"

static const struct tunable tunables[] = {
    { .name = "chunk",
      .max = 1 << 20,
      .help = "items that a process is forked for; 0: a worker's share" },
    { 0 },
};

static int runtime(char *version, size_t bytes, struct error *error)
{
    return language_perl("Parallel::ForkManager", version, bytes, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Perl: Parallel::ForkManager forks a process for each chunk",
    .traits = TRAIT_FOREIGN | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
