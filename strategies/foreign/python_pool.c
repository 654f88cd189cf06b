/* SPDX-License-Identifier: MIT */
/* python_pool: multiprocessing.Pool, whose processes outlive a run and take chunks from one queue.
 *
 *     Pool.map ─ chunks ─▶ thread ─ pickle ─▶ [pipe + lock] ─▶ process 0, 1
 *         └◀── results ─── thread ◀─ pickle ─ [pipe + lock] ◀──────┘
 *
 * Costs    the start of interpreter and pool in open, or in the first run, when processes are still
 *          starting; then two pickles, two locks and two threads per chunk. A process that is not
 *          forked (start=spawn, forkserver) is a fresh interpreter and creates the input again.
 * Fails    by a hang: when a process dies with a chunk in hand, map waits for its result forever,
 *          while the pool starts another process in its place (bpo-22393). The timeout ends it.
 * Differs  from python_process by one idea: the processes outlive the run, so the items must come to
 *          them; and from pipe_queue by the language.
 * See      python_pool.py, multiprocessing.pool in Python's library
 */
#include "strategies/foreign/interpreter.h"

enum { CHUNK, START };

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .max = 1 << 20,
                .help = "items that a process takes at once; 0: the default of map, a quarter of a "
                        "process's share" },
    [START] = { .name = "start",
                .choices = "fork|spawn|forkserver",
                .help = "how a process is started" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: multiprocessing.Pool.map over processes that outlive a run",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = language_python,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
