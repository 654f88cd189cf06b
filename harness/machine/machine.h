/* SPDX-License-Identifier: MIT */
/* The machine and its state: what a reader needs to trust a run, or to repeat it. */
#ifndef FORKSCALE_MACHINE_MACHINE_H
#define FORKSCALE_MACHINE_MACHINE_H

#include <jansson.h>

/* An object of facts, whose meaning results/README.md has; unknown ones are "unavailable". Takes some
 * milliseconds. NULL without memory. */
json_t *machine_facts(void);

#endif
