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
 * Fails    to balance; and silently, unless the caller reads exitcode: join does not report a death.
 * Differs  from python_fork by one idea: the library forks, names and joins the children.
 * See      python_process.py, multiprocessing in Python's library
 */
#include "strategies/foreign/interpreter.h"

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: multiprocessing.Process once per worker and run, each does its own part",
    .traits = TRAIT_FOREIGN,
    .runtime = language_python,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
