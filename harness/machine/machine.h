/* SPDX-License-Identifier: MIT */
/* The machine and its state: what a reader needs to trust a run, or to repeat it. */
#ifndef FORKSCALE_MACHINE_MACHINE_H
#define FORKSCALE_MACHINE_MACHINE_H

#include <jansson.h>

/* Makes an object of facts; results/README.md has the meaning of each. What cannot be found out is
 * "unavailable". Takes some milliseconds. Returns 0 or ENOMEM; the caller owns *facts, NULL after
 * an error. */
int machine_describe(json_t **facts);

#endif
