/* SPDX-License-Identifier: MIT */
/* The operating system, and its limits for this process. */
#ifndef FORKSCALE_MACHINE_SYSTEM_H
#define FORKSCALE_MACHINE_SYSTEM_H

#include <jansson.h>

/* { kernel, os, memory_bytes, thp, limits, load_average }; NULL without memory. */
json_t *system_facts(void);

#endif
