/* SPDX-License-Identifier: MIT */
/* The progress line of a run, or a line for each repetition. */
#ifndef FORKSCALE_CLI_PROGRESS_H
#define FORKSCALE_CLI_PROGRESS_H

#include "run/blocks.h"
#include <stdbool.h>

struct meter {
    bool line;    /* write one line over and over */
    bool verbose; /* write a line for each repetition */
    bool shown;   /* the line is on the screen now */
};

/* On stderr, as a terminal wants it: no line that is written over where it is none. */
struct meter meter_make(bool quiet, bool verbose);

/* A blocks_watch; context is a struct meter. */
void meter_watch(void *context, const struct progress *progress);

/* Takes the line away, so that what follows stands by itself. */
void meter_clear(struct meter *meter);

#endif
