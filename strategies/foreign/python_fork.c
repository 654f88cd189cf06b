/* SPDX-License-Identifier: MIT */
/* python_fork: the `parallel(func, work_array)` of 2014, in the language that it was written in.
 *
 *     cell     python3 ──── go ──────────────────── done
 *     python3     └ ready    fork fork ─── wait wait ┘
 *     child 0                   └ 0 1 2 3 4 _exit
 *     child 1                        └ 5 6 7 8 9 _exit
 *
 * Costs    the start of the interpreter, in open: more than thirty runs of fork_static. Then a fork
 *          and a wait per worker and run, of a process that maps ten times what the cell does; and
 *          the call of a Python function per item, half a microsecond.
 * Fails    to balance, as fork_static does.
 * Differs  from fork_static by one idea: the parent is an interpreter. The items are the same code.
 * See      python_fork.py, os.fork in Python's library, fork(2)
 */
#include "strategies/foreign/interpreter.h"

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: os.fork once per worker and run, each child does its own part",
    .traits = TRAIT_FOREIGN,
    .runtime = language_python,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
