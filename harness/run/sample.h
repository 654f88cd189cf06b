/* SPDX-License-Identifier: MIT */
/* From the samples on a cell's board to the figures that are recorded. */
#ifndef FORKSCALE_RUN_SAMPLE_H
#define FORKSCALE_RUN_SAMPLE_H

#include "kit/board.h"
#include "record/results.h"

/* Fills the figures of *repetition, which is zero before; what was not run stays 0. A worker may
 * have written anywhere, so only the samples before the first implausible one count: no run of a
 * cell takes longer than `deadline_s`. The caller owns repetition->run_ns. Returns 0 or ENOMEM. */
int sample_record(struct board *board, double deadline_s, struct repetition *repetition);

#endif
