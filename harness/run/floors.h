/* SPDX-License-Identifier: MIT */
/* The floors, block after block in random order. Google Benchmark chooses how many rounds a floor is
 * timed for; each of its attempts is a fresh forkscale-cell, which does them all. */
#ifndef FORKSCALE_RUN_FLOORS_H
#define FORKSCALE_RUN_FLOORS_H

#include "floor/catalogue.h"
#include "kit/error.h"
#include "module/catalogue.h"
#include "process/interrupt.h"
#include <stddef.h>
#include <stdint.h>

#define FLOORS_LEAST_S 0.05 /* the rounds of a floor in a block take at least as long */

struct floors_plan {
    bool is_wanted[FLOORS];
    unsigned workers;
    unsigned blocks;
    uint32_t seed; /* of the order in the blocks */
    const struct home *home;
    struct interrupt *interrupt;
};

/* Owns its arrays and text. */
struct floor_times {
    char *unavailable; /* why it is not measured on this machine, a sentence; NULL: it is */
    size_t blocks;
    double *block_ns; /* an operation, the median of each block */
    size_t rounds;
    double *round_ns; /* an operation, the mean of each round of all blocks */
};

/* Fills times[kind] of what is wanted. Returns 0; ECANCELED when it was interrupted; or an errno number;
 * each with a sentence. The caller releases them in either case. */
int floors_run(const struct floors_plan *plan, struct floor_times times[static FLOORS],
               struct error *error);

void floors_release(struct floor_times times[static FLOORS]);

#endif
