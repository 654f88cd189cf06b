/* SPDX-License-Identifier: MIT */
/* What a cell left on its board → the figures of its repetition. */
#ifndef FORKSCALE_RUN_SAMPLES_H
#define FORKSCALE_RUN_SAMPLES_H

#include "kit/board.h"
#include "record/results.h"

/* Fills the figures of *repetition; what was not run stays 0. Only the samples before the first
 * implausible one count: no run of a cell takes longer than `timeout_s`. Returns 0 or ENOMEM. */
int samples_record(struct board *board, double timeout_s, struct repetition *repetition);

/* A printable copy of a text of the board, which need not end; for free(). NULL without memory. */
char *samples_text(const char *text, size_t bytes);

#endif
