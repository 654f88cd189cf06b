/* SPDX-License-Identifier: MIT */
/* A sentence for each workload: which strategies are fastest, and by how much; or that the blocks
 * do not decide it. */
#ifndef FORKSCALE_SHOW_RANKING_H
#define FORKSCALE_SHOW_RANKING_H

#include "analyse/ranking.h"
#include <stdio.h>

/* Prints nothing for a workload with fewer than two candidates. Returns 0 or ENOMEM; a write error
 * stays in the stream. */
int ranking_print(FILE *stream, const struct results *results, const struct ranking *ranking);

#endif
