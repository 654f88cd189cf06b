/* SPDX-License-Identifier: MIT */
/* After each run: where the time of the workers went. The four parts add up to workers × run exactly,
 * because they are sums of differences of the same stamps. */
#include "cell/split.h"
#include <assert.h>

/* Reading the processor's clock at its begin and end costs a worker less than a thousandth of this. */
#define CLOCKED_NS 1000000

static uint64_t last_end_ns(const struct job *job, uint64_t least_ns)
{
    uint64_t last_ns = least_ns;
    for (unsigned worker = 0; worker < job->workers; worker++)
        if (job->slots[worker].end_ns > last_ns)
            last_ns = job->slots[worker].end_ns;
    return last_ns;
}

static void add_sum(struct worker_sum *sum, const struct slot *slot, unsigned calls)
{
    sum->busy_ns += (double)(slot->end_ns - slot->begin_ns) / calls;
    sum->processor_ns += (double)slot->processor_ns / calls;
}

int cell_split(struct cell *cell, const struct span *span, struct sample *sample)
{
    const struct job *job = &cell->job;
    const bool is_timed = sample > board_samples(cell->board);
    uint64_t last_ns = last_end_ns(job, span->begin_ns);
    if (last_ns > span->end_ns)
        return cell_refuse(cell, EPROTO, "run returned while a worker was still at work");
    assert(job->workers > 0 && span->calls > 0);
    *sample = (struct sample){
        .begin_ns = span->begin_ns,
        .run_ns = span->end_ns - span->begin_ns,
        .calls = span->calls,
        .finish_ns = job->workers * (span->end_ns - last_ns),
    };
    for (unsigned worker = 0; worker < job->workers; worker++) {
        const struct slot *slot = &job->slots[worker];
        if (slot->begin_ns == 0) {
            sample->startup_ns += last_ns - span->begin_ns; /* until all was done */
            continue;
        }
        if (slot->begin_ns < span->begin_ns)
            return cell_refuse(cell, EPROTO, "worker %u began before run was called", worker);
        sample->startup_ns += slot->begin_ns - span->begin_ns;
        sample->busy_ns += slot->end_ns - slot->begin_ns;
        sample->imbalance_ns += last_ns - slot->end_ns;
        if (is_timed)
            add_sum(&board_sums(cell->board)[worker], slot, span->calls);
    }
    return 0;
}

void cell_clock_workers(struct cell *cell, const struct sample *first)
{
    /* The workers of other languages end after each chunk, and may not be threads of their own. */
    bool is_clocked = first->run_ns >= CLOCKED_NS && (cell->strategy->traits & TRAIT_FOREIGN) == 0;
    for (unsigned worker = 0; worker < cell->job.workers; worker++)
        cell->job.slots[worker].is_clocked = is_clocked;
}
