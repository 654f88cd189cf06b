/* SPDX-License-Identifier: MIT */
/* Children of the caller that the strategy must not touch. */
#ifndef FORKSCALE_CHECK_SCENARIO_DECOY_H
#define FORKSCALE_CHECK_SCENARIO_DECOY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct decoys {
    pid_t zombie;  /* dead before anything else begins, with status 42 */
    pid_t alive;   /* there until it is ended */
    pid_t leaving; /* ends in the middle, with status 7 */
};

/* Returns 0 or an errno number. */
int decoys_start(struct decoys *decoys);

bool decoys_have(const struct decoys *decoys, pid_t pid);

/* Writes what happened to them that should not have, "" if nothing did; and ends them. */
void decoys_finish(struct decoys *decoys, char *text, size_t bytes);

#endif
