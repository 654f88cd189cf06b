/* SPDX-License-Identifier: MIT */
/* The C interface for other languages: a program loads libforkscale.so, maps the board by its
 * descriptor, and runs the board's items by the same code as every other strategy.
 *
 *     the program         foreign_attach(fd)  …                    foreign_ended(w), foreign_detach
 *     each worker of it       └ foreign_begin(w)  foreign_run …  foreign_end(w)
 *
 * A worker is a thread of the program, a child that it has forked, or a fresh program that attaches
 * itself. The interface uses plain C types and is stable. strategies/foreign/forkscale.py is a
 * binding of thirty lines.
 *
 * Functions that return int return 0 or an errno number.
 */
#ifndef FORKSCALE_KIT_FOREIGN_H
#define FORKSCALE_KIT_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

struct foreign;

/* Maps the board behind `board_fd`, loads the workload that it names and creates its input again,
 * which must fit the board. The descriptor stays the caller's, and may be closed. Returns what
 * foreign_detach frees, or NULL with a sentence in `why`. */
struct foreign *foreign_attach(int board_fd, char *why, size_t why_bytes);

/* The number of items; 0 is allowed. */
uint64_t foreign_items(const struct foreign *foreign);

/* The number of workers at a time: they are numbered 0 … foreign_workers−1. */
unsigned foreign_workers(const struct foreign *foreign);

/* In the worker, first, in the process that runs its items: notes its pid, by which a death is
 * reported. A process other than the attached one is killed when its parent dies, at once if the
 * parent is already dead. ERANGE when there is no such worker. */
int foreign_begin(struct foreign *foreign, unsigned worker);

/* Runs items first … first+count−1 as `worker`. A failed item is noted on the board and is not an
 * error here. Each chunk stamps the end of the worker, because in few pools a worker knows its last
 * one. ERANGE, and the run is invalid, when there is no such chunk or worker. */
int foreign_run(struct foreign *foreign, unsigned worker, uint64_t first, uint64_t count);

/* In the worker, last: it leaves, with this errno number or 0. A process that ends without it has
 * died, whatever its exit status. ERANGE when there is no such worker. */
int foreign_end(struct foreign *foreign, unsigned worker, int error);

/* In the process that has reaped the worker: notes how its process `pid` ended, as waitpid gives
 * it. Returns 0 when it had left without error, the errno number that it left with, or EOWNERDEAD
 * when it died; then the run must fail. */
int foreign_ended(struct foreign *foreign, unsigned worker, int pid, int wait_status);

/* Frees it and unmaps the board. NULL is allowed. */
void foreign_detach(struct foreign *foreign);

#endif
