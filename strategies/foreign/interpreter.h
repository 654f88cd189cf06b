/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that is a Python program.
 *
 * Its C file has head comment, tunables and descriptor; the program lies beside it, under the same
 * stem: python_fork.c and python_fork.py. The program begins in open, as
 *
 *     python3 -B python_fork.py WORKERS k=v …        with all tunables, in row order
 *
 * and finds the board on WORKER_BOARD and one end of a socket on WORKER_CHANNEL. It says when it is
 * ready, and after each run how that was; the end of the file is its order to leave. The program
 * itself decides what its workers are, and when they begin.
 *
 *     cell         open ──────────── run ──────────── close
 *     socket        └ exec    ready┘   └ go       done┘  └ EOF
 */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_INTERPRETER_H
#define FORKSCALE_STRATEGIES_FOREIGN_INTERPRETER_H

#include "strategies/strategy.h"

/* "Python 3.11.2" of FORKSCALE_PYTHON in the environment, or else of the first python3 on the path
 * that is no script. ENOENT, or ENOTSUP when it is older than 3.8 or lacks a module. */
int interpreter_runtime(char *version, size_t bytes, struct error *error);

/* Starts the interpreter, and waits until its program is ready. */
int interpreter_open(struct pool *pool);

/* One run of the program's. EOWNERDEAD when one of its workers died, or the interpreter itself; what
 * else went wrong there stands as a sentence in the board's message. */
int interpreter_run(struct pool *pool);

/* Lets the program leave, and waits until it has. */
int interpreter_close(struct pool *pool);

#endif
