/* SPDX-License-Identifier: MIT */
/* What else is going on in the process that calls a strategy. */
#ifndef FORKSCALE_CHECK_SURROUNDINGS_H
#define FORKSCALE_CHECK_SURROUNDINGS_H

#include "check/scenario.h"

#define SURROUNDINGS_TEXT "written before the call"

/* Begins all that the scenario asks for. Returns 0; ENOTSUP where OpenMP is not there; or an errno
 * number. */
int surroundings_enter(const struct scenario *scenario);

/* Is this child one that the surroundings have made? */
bool surroundings_have_child(pid_t pid);

/* Ends what must end, and writes what happened to the caller's own children, "" if nothing did. */
void surroundings_leave(const struct scenario *scenario, char *text, size_t bytes);

#endif
