/* SPDX-License-Identifier: MIT */
/* The probe: a workload whose items do what the ledger says, and note that they did. */
#ifndef FORKSCALE_CHECK_INJECT_PROBE_H
#define FORKSCALE_CHECK_INJECT_PROBE_H

#include "check/inject/ledger.h"
#include "workloads/workload.h"

extern const struct workload probe;

/* Its hooks, for workloads like it. There is no answer from outside. */
item_function probe_item;
enum answer probe_check(const struct input *input, const void *results, char *text, size_t bytes);

/* The right result of an item. Each differs from all others, in every byte that can, so that one
 * that is swapped, shifted or torn is wrong. */
void probe_result(uint64_t index, size_t bytes, unsigned char *result);

/* Counts what another pool of the strategy has returned: 0, an errno number, or −1 for wrong
 * results. */
void probe_note_nested(int error);

/* Set by the checker: runs a pool inside an item. Returns as nest_run. */
extern int (*probe_nested)(void);

#define PROBE_CALLER UINT32_MAX /* in the place of a worker's number: the caller, before open */

/* Notes the pipes and sockets that this process has open, as those of `worker`. */
void probe_note_files(unsigned worker);

/* Notes that a process other than the caller reads from this channel, or writes to it. */
void probe_note_use(int fd, bool is_write);

/* Notes a descriptor that a program which an item executes would inherit, and that is not the
 * caller's. */
void probe_note_leaks(void);

#endif
