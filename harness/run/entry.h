/* SPDX-License-Identifier: MIT */
/* Our keys of a repetition in the results, beside those that Google Benchmark writes. */
#ifndef FORKSCALE_RUN_ENTRY_H
#define FORKSCALE_RUN_ENTRY_H

#include "machine/noise.h"
#include "record/results.h"
#include "run/plan.h"
#include <jansson.h>

/* Where in the run the repetition was. */
struct entry_place {
    unsigned block;
    size_t position; /* in the block */
};

/* An object with the keys of a repetition, whose figures but run_ns Google Benchmark writes. With
 * `good`, they include what it was disturbed by. NULL without memory. */
json_t *entry_make(const struct plan *plan, const struct plan_cell *cell,
                   const struct entry_place *place, const struct repetition *repetition, bool good);

/* Sets the figures of what disturbed the repetition, but for those of the cell's own process. */
void entry_note_noise(struct repetition *repetition, const struct noise *noise);

#endif
