/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that is a Python program.
 *
 * Its C file has head comment, tunables and descriptor; the program is next to it, under the same
 * stem: python_fork.c and python_fork.py. open starts the program as
 *
 *     python3 -B python_fork.py WORKERS k=v …        with all tunables, in row order
 *
 * with the board on WORKER_BOARD and one end of a socket on WORKER_CHANNEL. It reports when it is
 * ready, and the result of each run; EOF tells it to exit. The program itself decides what its
 * workers are, and when it starts them.
 *
 *     cell         open ──────────── run ──────────── close
 *     socket        └ exec    ready┘   └ go       done┘  └ EOF
 */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_INTERPRETER_H
#define FORKSCALE_STRATEGIES_FOREIGN_INTERPRETER_H

#include "strategies/strategy.h"

/* Writes the version, "Python 3.11.2", of FORKSCALE_PYTHON in the environment, or of the first
 * python3 on the path that is not a script. Returns 0, ENOENT, or ENOTSUP when it is older than 3.8
 * or lacks a module. */
int interpreter_runtime(char *version, size_t bytes, struct error *error);

/* Starts the interpreter, and waits until its program is ready. */
int interpreter_open(struct pool *pool);

/* Lets the program do one run. Returns EOWNERDEAD when one of its workers or the interpreter itself
 * died; other errors of the program come with a sentence in the board's message. */
int interpreter_run(struct pool *pool);

/* Lets the program exit, and reaps it. */
int interpreter_close(struct pool *pool);

#endif
