/* SPDX-License-Identifier: MIT */
/* Parts of advice_costs_make. */
#ifndef FORKSCALE_ANALYSE_ADVICE_SOURCE_H
#define FORKSCALE_ANALYSE_ADVICE_SOURCE_H

#include "analyse/advice_costs.h"
#include "analyse/repetition_index.h"

/* The cells of a candidate; one past the last cell where there is none. */
struct advice_cells {
    size_t loads[ADVICE_LOADS]; /* without ballast */
    size_t large;               /* few, with the greatest ballast */
};

struct advice_source {
    const struct results *results;
    struct repetition_index index;
    struct advice_cells cells[ADVICE_CANDIDATES];
    double parent_bytes;
    struct advice_costs *costs;
};

/* The cell's repetition in this block; NULL: none, or it failed. */
const struct repetition_summary *advice_repetition(const struct advice_source *source, size_t cell,
                                                   unsigned block);

static inline double advice_call_ns(const struct advice_call *call)
{
    return call->lead_ns + call->stagger_ns + call->tail_ns;
}

/* By the costs so far: what work takes longer, and then by how much workers are late. */
void advice_read_slowdown(struct advice_source *source);
void advice_read_lags(struct advice_source *source);

#endif
