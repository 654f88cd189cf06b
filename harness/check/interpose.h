/* SPDX-License-Identifier: MIT */
/* Calls that the checker watches, cuts short, or makes fail. */
#ifndef FORKSCALE_CHECK_INTERPOSE_H
#define FORKSCALE_CHECK_INTERPOSE_H

#include "check/ledger.h"

/* Counts a call of the caller's, made in a hook of the strategy. True, with errno set, when this is
 * the one that is to fail. */
bool interpose_fails(enum call call);

#endif
