/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that is a program of another language: Python, Perl or R.
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

#include "strategies/foreign/language.h"

/* Starts the interpreter, and waits until its program is ready. */
int interpreter_open(struct pool *pool);

/* Lets the program do one run. Returns EOWNERDEAD when one of its workers or the interpreter itself
 * died; other errors of the program come with a sentence in the board's message. */
int interpreter_run(struct pool *pool);

/* Lets the program exit, and reaps it. */
int interpreter_close(struct pool *pool);

/* In the program: what it sends when it is ready and after each run. A sentence of more than 251 bytes
 * is cut. Returns 0 or an errno number. */
int interpreter_reply(int channel, int error, const char *sentence);

#endif
