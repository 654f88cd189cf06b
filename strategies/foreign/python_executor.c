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

static const char untold[] = "gh-139462: BrokenProcessPool says neither who died nor how";

static const struct known known[] = {
    { .property = "P6",
      .seen = "run did not return",
      .why = "gh-105829: submit waits for ever where the pipe that wakes its thread is full",
      .flaky = true },
    { .property = "P8",
      .seen = "close did not return",
      .why = "concurrent.futures.process: where a fork fails, those before it have nobody to end "
             "them" },
    { .property = "P13",
      .seen = "holds both ends",
      .why = "concurrent.futures.process: each process holds both ends of the queues" },
    { .property = "P14", .seen = "BrokenProcessPool", .why = untold },
    { .property = "P15", .seen = "BrokenProcessPool", .why = untold },
    { .property = "P17",
      .seen = "close did not return",
      .why = "concurrent.futures.process: a copy of a process takes another's order to leave",
      .flaky = true },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: ProcessPoolExecutor.map over processes that live on, a future a chunk",
    .traits = TRAIT_FOREIGN | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .known = known,
    .runtime = interpreter_runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
