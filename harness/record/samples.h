/* SPDX-License-Identifier: MIT */
/* Samples that were kept as a table: a TSV file with a line for each repetition. */
#ifndef FORKSCALE_RECORD_SAMPLES_H
#define FORKSCALE_RECORD_SAMPLES_H

#include "record/results.h"

/* Reads the file as the results of one run. Its first line names the columns, in any order:
 * workload, strategy, workers, block, error, and metrics of a repetition by their names. run_ns is
 * one number, the others may be missing or empty, and then are NaN; unknown columns are skipped. The
 * cell of `serial` is the baseline; what a table does not say of a run is 0 or NULL. Returns 0, or
 * an errno number with a sentence; then *results needs no release. */
int samples_read(const char *path, struct results *results, struct error *error);

#endif
