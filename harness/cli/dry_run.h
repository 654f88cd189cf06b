/* SPDX-License-Identifier: MIT */
/* The plan in words, instead of a run. */
#ifndef FORKSCALE_CLI_DRY_RUN_H
#define FORKSCALE_CLI_DRY_RUN_H

#include "run/plan.h"

/* Prints on stdout how many cells there are, and for each its name and the command that runs it by
 * hand, quoted for a shell. Returns an exit status. */
int dry_run(const struct home *home, const struct plan *plan);

#endif
