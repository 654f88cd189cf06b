/* SPDX-License-Identifier: MIT */
/* What can go wrong in a worker, done on purpose. */
#ifndef FORKSCALE_CHECK_INJECT_FAULT_H
#define FORKSCALE_CHECK_INJECT_FAULT_H

#include "check/inject/ledger.h"

/* Is this where the order wants the fault? `which` is the item, or, for points that belong to no
 * item, the worker. */
bool fault_is_here(enum point point, uint64_t which);

/* Does it. Returns, if it returns, the errno number that an item is to return. */
int fault_commit(uint64_t item);

/* "killed by SIGSEGV": for sentences about what was ordered. */
const char *fault_name(enum fault fault);

/* "between claim and item" */
const char *point_name(enum point point);

#endif
