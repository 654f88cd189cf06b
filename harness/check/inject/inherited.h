/* SPDX-License-Identifier: MIT */
/* What a process that runs items has of the caller's. */
#ifndef FORKSCALE_CHECK_INJECT_INHERITED_H
#define FORKSCALE_CHECK_INJECT_INHERITED_H

#include "check/inject/ledger.h"

/* In the caller, before the strategy is called: notes what it has. */
void inherited_note(void);

/* Before each chunk: notes what the worker process lacks of that. */
void inherited_compare(void);

#endif
