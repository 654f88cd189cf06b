/* SPDX-License-Identifier: MIT */
/* python_process: multiprocessing.Process, the standard library's fork, once per worker and run.
 *
 *     cell     python3 ──── go ───────────────────────── done
 *     python3     └ ready    start start ───── join join ┘
 *     process 0                 └ 0 1 2 3 4 ┘
 *     process 1                       └ 5 6 7 8 9 ┘
 *
 * Costs    what python_fork costs, and the library around each fork: a sentinel pipe, hooks before
 *          and after it, finalizers at the end.
 * Fails    to balance. And silently, where nobody looks at exitcode: join says nothing of a death.
 * Differs  from python_fork by one idea: the library forks, names and joins the children.
 * See      python_process.py, multiprocessing in Python's library
 */
#include "strategies/foreign/interpreter.h"

/* A process is waited for by its sentinel, the end of a pipe of which the child holds the other. */
static const char held[] = "Process.sentinel: a daemon that the child leaves behind holds it open";

static const struct known known[] = {
    { .property = "P13",
      .seen = "hold the same end",
      .why = "multiprocessing.popen_fork: a child inherits the pipes of those started before" },
    { .property = "P14", .seen = "run did not return", .why = held },
    { .property = "P17", .seen = "run did not return", .why = held },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: multiprocessing.Process once per worker and run, each does its own part",
    .traits = TRAIT_FOREIGN,
    .known = known,
    .runtime = interpreter_runtime,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
