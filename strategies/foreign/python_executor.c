/* SPDX-License-Identifier: MIT */
/* python_executor: concurrent.futures.ProcessPoolExecutor, with a future for each chunk.
 *
 *     map ─ future a chunk ─▶ thread ─ pickle ─▶ [queue] ─▶ process 0, 1
 *      └◀──── result ──────── thread ◀─ pickle ─ [queue] ◀──────┘
 *
 * Costs    the start of the interpreter, in open; its processes begin in the first run. Then what
 *          python_pool costs a chunk, and the future.
 * Fails    whole and at once: when one process dies the others are ended and every future raises
 *          BrokenProcessPool, which says neither who it was nor how.
 * Differs  from python_pool by one idea: a chunk is a future, so a death has somewhere to go.
 * See      python_executor.py, concurrent.futures in Python's library
 */
#include "strategies/foreign/interpreter.h"

enum { CHUNK, START };

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .min = 1,
                .max = 1 << 20,
                .default_value = 1,
                .help = "items that a process takes at once" },
    [START] = { .name = "start",
                .choices = "fork|spawn|forkserver",
                .help = "how a process begins" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: ProcessPoolExecutor.map over processes that live on, a future a chunk",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = interpreter_runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
