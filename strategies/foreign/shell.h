/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that leaves its workers to a tool of the shell, which reads a list of chunks
 * and starts a program for each.
 *
 *     cell      tool ◀─ "0 16\n16 16\n …" ───────────── wait
 *     tool        └ worker 0: 0 16   worker 1: 16 16   worker 0: 32 16 …   └ exit
 *
 * The program is forkscale-cell, as a worker with two words: first item, items.
 */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_SHELL_H
#define FORKSCALE_STRATEGIES_FOREIGN_SHELL_H

#include "strategies/strategy.h"

/* The command is path, words, the worker's own command with `number` for its number, placeholders;
 * the tool puts the words of a chunk where the placeholders stand, or at the end. Both lists are
 * ended by NULL. */
struct shell_tool {
    const char *path;
    const char *const *words;
    const char *number;
    const char *const *placeholders;
};

/* Starts the tool, writes it the chunks of `chunk` items each, a line each, and waits for its end;
 * chunk 0 is a quarter of a worker's share. Returns 0, EOWNERDEAD when a worker died, the errno
 * number that one left with or that a call gave, or EPROTO when the tool itself failed, which the
 * board's message says. */
int shell_run(struct pool *pool, const struct shell_tool *tool, uint64_t chunk);

/* The worker hook: runs the chunk that the words name. */
int shell_worker(struct pool *pool, unsigned worker);

#endif
