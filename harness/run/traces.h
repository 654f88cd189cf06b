/* SPDX-License-Identifier: MIT */
/* Traced runs: one of each strategy of a plan, and what tracing costs. */
#ifndef FORKSCALE_RUN_TRACES_H
#define FORKSCALE_RUN_TRACES_H

#include "process/interrupt.h"
#include "record/trace.h"
#include "run/blocks.h"
#include "run/plan.h"

struct traces_options {
    const struct plan *plan; /* of one workload; its baseline is traced if it has no other cell */
    struct interrupt *interrupt;
    blocks_watch *watch;
    void *watch_context;
    bool
        keeps_fastest; /* keep the trace of the block with the shortest, which was disturbed least */
};

/* Measures each cell twice in each block, in turn without and with a trace first, each time in a
 * fresh process. The trace is that of the first block, unless the fastest is kept. In the first block the baseline
 * is measured, too; of items that sleep, the reference tells as much. A cell that fails has an error in *trace and
 * is not run again. Fills workload, items and runs of *trace, which the caller releases in either
 * case. Returns 0; ECANCELED when it was interrupted; EPROTO when there are no right results to
 * compare with; or another errno number; with a sentence. */
int traces_run(const struct traces_options *options, struct trace *trace, struct error *error);

/* Fills in where and when it was measured; `machine` has its facts, or is NULL. Returns 0 or
 * ENOMEM. */
int traces_describe(struct trace *trace, const json_t *machine);

#endif
