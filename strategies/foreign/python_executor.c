/* SPDX-License-Identifier: MIT */
/* python_executor: concurrent.futures.ProcessPoolExecutor, with a future per chunk.
 *
 *     map ─ future a chunk ─▶ thread ─ pickle ─▶ [queue] ─▶ process 0, 1
 *      └◀──── result ──────── thread ◀─ pickle ─ [queue] ◀──────┘
 *
 * Costs    the start of the interpreter, in open; its processes start in the first run. Then what
 *          python_pool costs per chunk, and the future.
 * Fails    at once when one process dies: the executor ends the others, and every future raises
 *          BrokenProcessPool, which states neither which process died nor how.
 * Differs  from python_pool by one idea: a chunk is a future, so a death can be reported.
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
                .help = "how a process is started" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary =
        "Python: ProcessPoolExecutor.map over processes that outlive a run, a future per chunk",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .runtime = language_python,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
