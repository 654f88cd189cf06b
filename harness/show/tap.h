/* SPDX-License-Identifier: MIT */
/* Findings as they come, in the Test Anything Protocol, version 13 (testanything.org), which
 * `prove` and CI systems read. A write error stays in the stream. */
#ifndef FORKSCALE_SHOW_TAP_H
#define FORKSCALE_SHOW_TAP_H

#include "record/finding.h"
#include <stdio.h>

/* The version, and how many points there will be. */
void tap_begin(FILE *stream, const struct findings *findings);

/* Point `number` (1 …): a property of a strategy, with a diagnosis if it was not kept. For an
 * unavailable strategy, the one point that skips it; `property` counts for nothing then. */
void tap_point(FILE *stream, size_t number, const struct findings *findings, size_t strategy,
               size_t property);

/* Ends the report early, because of `reason`. */
void tap_bail(FILE *stream, const char *reason);

#endif
