/* SPDX-License-Identifier: MIT */
/* The operating system, and what it lets this process have. */
#ifndef FORKSCALE_MACHINE_SYSTEM_H
#define FORKSCALE_MACHINE_SYSTEM_H

#include <jansson.h>

/* Adds kernel, os, memory_bytes, thp, limits and load_average to `facts`. Returns 0 or ENOMEM. */
int system_describe(json_t *facts);

#endif
