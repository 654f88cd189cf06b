/* SPDX-License-Identifier: MIT */
/* A part of cell_run: where the time of the workers went in a run. */
#ifndef FORKSCALE_CELL_SPLIT_H
#define FORKSCALE_CELL_SPLIT_H

#include "cell/cell.h"

/* A span of time in which a hook was called. */
struct span {
    uint64_t begin_ns;
    uint64_t end_ns;
    unsigned calls;         /* at most; afterwards, as many as there were */
    uint64_t enough_ns;     /* no more of them once they have taken so long; 0: all */
    enum count_phase phase; /* in which hardware counters count it; zero is open */
    bool has_latency;       /* each call is timed, if that was asked for */
};

/* Splits workers × run into start-up, busy, imbalance and finish, and adds what each worker did in
 * a timed run to its sum on the board. Returns 0, or EPROTO where a worker worked outside of the
 * run. */
int cell_split(struct cell *cell, const struct span *span, struct sample *sample);

/* After the first run: from now on the processor time of the workers is read too, if the run is so
 * long that this does not show. */
void cell_clock_workers(struct cell *cell, const struct sample *first);

#endif
