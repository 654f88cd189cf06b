/* SPDX-License-Identifier: MIT */
/* Limits of the user and the machine, which are no fault of a strategy that meets them. */
#ifndef FORKSCALE_CHECK_JUDGE_LIMIT_H
#define FORKSCALE_CHECK_JUDGE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/* Names the limit that makes calls fail with `error`, and its value: "RLIMIT_NPROC is 12". False
 * when there is none, or it leaves enough for so many workers. */
bool limit_name(int error, unsigned workers, char *text, size_t bytes);

/* The same for the first call of the last scenario that failed by itself: "fork failed with EAGAIN:
 * RLIMIT_NPROC is 12". False when none has, or too much was asked for. */
bool limit_was_met(unsigned workers, char *text, size_t bytes);

#endif
