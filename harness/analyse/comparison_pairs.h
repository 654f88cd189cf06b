/* SPDX-License-Identifier: MIT */
/* The first half of a comparison: which cells are compared. */
#ifndef FORKSCALE_ANALYSE_COMPARISON_PAIRS_H
#define FORKSCALE_ANALYSE_COMPARISON_PAIRS_H

#include "analyse/comparison.h"

/* Fills in the comparisons without verdicts, the cells without a partner, failed repetitions and
 * differences. Returns 0, ENOMEM or E2BIG; the caller releases, also after an error. */
int comparisons_pair(const struct results *base, const struct results *new,
                     const struct comparison_options *options, struct comparisons *comparisons);

#endif
