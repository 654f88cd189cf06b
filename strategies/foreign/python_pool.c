/* SPDX-License-Identifier: MIT */
/* python_pool: multiprocessing.Pool, whose processes live on and take chunks from one queue.
 *
 *     Pool.map ─ chunks ─▶ thread ─ pickle ─▶ [pipe + lock] ─▶ process 0, 1
 *         └◀── results ─── thread ◀─ pickle ─ [pipe + lock] ◀──────┘
 *
 * Costs    the start of interpreter and pool, in open, or in the first run where processes are still
 *          on their way; then two pickles, two locks and two threads a chunk. A process that is not
 *          forked (start=spawn, forkserver) is a fresh interpreter, and makes the input again.
 * Fails    for ever: where a process dies with a chunk in hand, map waits for a result that never
 *          comes, while the pool starts another process in its place (bpo-22393). Here the deadline
 *          ends it.
 * Differs  from python_process by one idea: the processes outlive the run, so the items must come to
 *          them; and from pipe_queue by the language.
 * See      python_pool.py, multiprocessing.pool in Python's library
 */
#include "strategies/foreign/interpreter.h"

enum { CHUNK, START };

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .max = 1 << 20,
                .help = "items that a process takes at once; 0: as map thinks best, a quarter of a "
                        "process's share" },
    [START] = { .name = "start",
                .choices = "fork|spawn|forkserver",
                .help = "how a process begins" },
    { 0 },
};

static const char hangs[] = "bpo-22393: Pool.map waits for ever for a process that died";
static const char inherits[] = "multiprocessing.pool: each process holds both ends of the queues";

static const struct known known[] = {
    { .property = "P8", .seen = "run did not return", .why = hangs },
    { .property = "P9", .seen = "run did not return", .why = hangs },
    { .property = "P10", .seen = "run did not return", .why = hangs },
    { .property = "P11", .seen = "run did not return", .why = hangs },
    { .property = "P12", .seen = "run did not return", .why = hangs },
    { .property = "P13", .seen = "holds both ends", .why = inherits },
    { .property = "P14", .seen = "run did not return", .why = hangs },
    { .property = "P15", .seen = "did not return", .why = hangs },
    { .property = "P15",
      .seen = "run returned 0, as if nothing had happened",
      .why =
          "multiprocessing.pool: a process that died before its first chunk is replaced in silence",
      .flaky = true },
    { .property = "P17", .seen = "run did not return", .why = hangs },
    { .property = "P21", .seen = "run did not return", .why = hangs },
    { .property = "P23", .seen = "run returned 0 times from 2 calls", .why = hangs },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: multiprocessing.Pool.map over processes that live on",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .known = known,
    .runtime = interpreter_runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
