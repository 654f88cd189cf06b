/* SPDX-License-Identifier: MIT */
/* When a run may end because its blocks decide every comparison: of strategies, or with a base
 * build those of this build with it.
 *
 * Looks share the level of the run (ranking_level). Each comes a quarter more blocks after the one
 * before, so there are few.
 */
#ifndef FORKSCALE_RUN_CERTAINTY_H
#define FORKSCALE_RUN_CERTAINTY_H

#include "record/results.h"

struct certainty {
    double margin; /* of the comparison with a base build: comparison_options has both */
    double same;
    unsigned looks;
    unsigned looked; /* blocks at the last of them */
    unsigned next;   /* blocks at the next one; 0: at the first block */
    bool is_certain;
};

bool certainty_is_due(const struct certainty *certainty, unsigned blocks);

/* The number of looks, with that at the end of the run after so many blocks. */
unsigned certainty_looks(const struct certainty *certainty, unsigned blocks);

/* Looks at the results of so many blocks, and sets is_certain. Where they are too few to decide
 * anything, it costs no look. Returns 0 or ENOMEM. */
int certainty_look(struct certainty *certainty, const struct results *results, unsigned blocks);

#endif
