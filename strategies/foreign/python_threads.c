/* SPDX-License-Identifier: MIT */
/* python_threads: threading.Thread, once per worker and run, under one interpreter lock.
 *
 *     gil=held       thread 0  0 1 2 . . . 3 4 . .      one at a time
 *                    thread 1  . . . 5 6 7 . . 8 9
 *     gil=released   thread 0  0 1 2 3 4                both, except in the calls
 *                    thread 1  5 6 7 8 9
 *
 * Costs    the start of the interpreter, in open; a thread per worker and run; and, with gil=held,
 *          every worker but one.
 * Fails    completely: a crash in one item kills the interpreter, though not the cell.
 * Differs  from python_process by one idea: threads share the interpreter, and so its lock. Items
 *          written in Python hold it; those of an extension in C may release it.
 * See      python_threads.py, ctypes.PyDLL and ctypes.CDLL in Python's library
 */
#include "strategies/foreign/interpreter.h"

enum { GIL };

static const struct tunable tunables[] = {
    [GIL] = { .name = "gil",
              .choices = "held|released",
              .help = "whether an item keeps the interpreter lock" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "Python: threads per run, each does its own part under the interpreter lock",
    .traits = TRAIT_FOREIGN | TRAIT_THREADS,
    .tunables = tunables,
    .runtime = language_python,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
