/* SPDX-License-Identifier: MIT */
/* What can go wrong in a worker, done on purpose, in the process that is to meet it. */
#ifndef FORKSCALE_CHECK_INJECT_FAULT_H
#define FORKSCALE_CHECK_INJECT_FAULT_H

#include "check/inject/ledger.h"

/* Is the fault due at this point, for items, or at points that belong to no item for workers,
 * first … first+count−1? */
bool fault_is_here(enum point point, uint64_t first, uint64_t count);

/* Is this the caller of a pool whose caller works, and another process is to meet the fault? */
bool fault_is_of_another(void);

/* Does it, outside an item. */
void fault_commit(void);

/* Does it in an item. Returns, if it returns, the errno number that the item is to return. */
int fault_commit_in(uint64_t item);

/* "is killed by SIGKILL": for sentences about an item or worker. */
const char *fault_name(enum fault fault);

/* How the process ends, as a part of what wait_status_text writes; "" if it goes on. */
const char *fault_end(enum fault fault);

/* "between claim and item" */
const char *point_name(enum point point);

#endif
