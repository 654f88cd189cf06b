/* SPDX-License-Identifier: MIT */
/* The hooks of a strategy that lets a shell tool start its workers: the tool reads a list of chunks
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

/* The command is the tool's path, option and number of workers, words, the worker's own command with
 * `number` for its number, placeholders. The tool puts the words of a chunk where the placeholders
 * stand, or at the end. Both lists are ended by NULL. */
struct shell_tool {
    const char *name;
    const char *option; /* takes the number of workers: "-P" */
    const char *const *words;
    const char *number;
    const char *const *placeholders;
};

/* One row, chunk: items per process; 0: a quarter of a worker's share. */
extern const struct tunable shell_tunables[];

/* Starts the tool, writes it the chunks, a line each, and waits for its end. Returns 0, EOWNERDEAD
 * when a worker died, the errno number that one left with or that a call gave, or EPROTO when the
 * tool itself failed, with a sentence in the board's message. */
int shell_run(struct pool *pool, const struct shell_tool *tool);

/* The worker hook: runs the chunk that the words name. */
int shell_worker(struct pool *pool, unsigned worker);

#endif
