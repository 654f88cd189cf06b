/* SPDX-License-Identifier: MIT */
/* What else is going on in the process that calls a strategy. */
#ifndef FORKSCALE_CHECK_SCENARIO_ENVIRONMENT_H
#define FORKSCALE_CHECK_SCENARIO_ENVIRONMENT_H

#include "check/scenario/scenario.h"

#define ENVIRONMENT_TEXT "written before the call"

/* Begins all that the scenario asks for. Returns 0; ENOTSUP where OpenMP is not there; or an errno
 * number. */
int environment_enter(const struct scenario *scenario);

/* Did environment_enter fork this child? */
bool environment_has_child(pid_t pid);

/* Ends what must end, and writes what happened to the caller's own children, "" if nothing did. */
void environment_leave(const struct scenario *scenario, char *text, size_t bytes);

#endif
