/* SPDX-License-Identifier: MIT */
/* Sharing: whether more workers than the caller pay, and into which chunks they cut the items.
 *
 * Pure rules on a few estimates. Before there are workers it is the problem of the ski rental
 * (Karlin, Manasse, Rudolph & Sleator 1988): starting them has a price, each run without them a
 * rent, what sharing would have saved. They are started when the rents of all runs so far reach the
 * price. So no sequence of runs costs more than twice what it would to know the number of runs.
 *
 * Once there are workers, a run alone and a run shared are measured, and the faster way is taken.
 * The other one is tried again so seldom that trials take about a hundredth of the time, and not at
 * all where it cannot win.
 */
#ifndef FORKSCALE_KIT_SHARING_H
#define FORKSCALE_KIT_SHARING_H

#include "kit/schedule.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHARING_SAMPLES 5 /* runs of a trial: their median counts */

/* All times in nanoseconds; 0: unknown. */
struct sharing {
    unsigned workers;     /* that would share, with the caller; below 2 sharing is impossible */
    uint64_t price_ns;    /* of starting them */
    uint64_t handover_ns; /* what a shared run takes beside its share of the work, as expected */
    uint64_t alone_ns;    /* a run by the caller alone */
    uint64_t shared_ns;   /* a run by all */
    uint64_t rent_ns;     /* of the runs so far */
    uint64_t ended_ns;    /* when the last run without workers ended */
    uint32_t measured;    /* runs without workers, … */
    uint32_t unmeasured;  /* … and those since the last of them … */
    uint32_t every;       /* … of so many */
    bool is_shared;       /* how the next run is done … */
    bool is_trial;        /* … to see how long that takes */
    uint32_t settling;    /* runs in a new way that do not count yet */
    uint32_t until_trial; /* runs until the other way is tried; 0: never */
    uint32_t vain;        /* trials in a row that changed nothing */
    uint32_t sampled;     /* of this trial */
    uint64_t samples[SHARING_SAMPLES];
};

/* The price of starting workers − 1 processes under a caller with so much memory to copy
 * (kit/memory.h). Sets *by_template, if there is a template, to whether it should fork them: it
 * stays small, but must be asked. */
uint64_t sharing_price(uint64_t copied_bytes, unsigned workers, bool has_template,
                       bool *by_template);

/* What sharing would save in a run that takes alone_ns. */
uint64_t sharing_gain(const struct sharing *sharing, uint64_t alone_ns);

/* Whether to start the workers now, with work of `rest_ns` left to share. */
bool sharing_pays(const struct sharing *sharing, uint64_t rest_ns);

/* Before a run without workers: whether it is to be measured. The first are, and later each of which
 * much may depend; of the others few, because two looks at the clock may take as long as the run. */
bool sharing_alone_is_measured(struct sharing *sharing);

/* After a run without workers that was measured: adds its rent, and that of those before it that were
 * not. */
void sharing_note_alone(struct sharing *sharing, uint64_t begin_ns, uint64_t end_ns);

/* After one that was not. The time from one end to the next needs no other look at the clock, and no
 * run takes longer: if it was long, the next one is measured. */
void sharing_note_end(struct sharing *sharing, uint64_t end_ns);

/* After `runs` runs without workers, each of alone_ns as it was measured last: adds their rent. */
void sharing_note_rent(struct sharing *sharing, uint64_t alone_ns, uint64_t runs);

/* How many runs more like the last one, at least 1, until sharing_pays for the next; UINT32_MAX
 * where sharing saves nothing. */
uint32_t sharing_patience(const struct sharing *sharing);

/* After the workers were started: runs are shared. */
void sharing_begin(struct sharing *sharing);

/* Before each run with workers: whether it is shared. */
bool sharing_next(struct sharing *sharing);

/* Whether each run is to be measured, and not only one of many. */
static inline bool sharing_must_measure(const struct sharing *sharing)
{
    return sharing->settling > 0 || sharing->is_trial;
}

/* After a run with workers that took `ns`. Decides how the next ones are done. */
void sharing_note(struct sharing *sharing, uint64_t ns);

/* Moves an estimate toward a new value. One that is far off counts as twice or half of it, so that
 * one interrupted run does not decide. */
void sharing_estimate(uint64_t *estimate_ns, uint64_t ns);

/* The chunks for `items` of item_ns in the mean. Many claims make up for uneven items, few cost
 * little:
 *
 *     a worker's share     chunks
 *     below 2 us           one each: a claim takes a tenth of that
 *     below 1 ms           factoring2, none below a 64th of the share and 200 ns
 *     else                 of one size, 200 each: it may hold the items that take long */
struct schedule_options sharing_chunks(uint64_t items, unsigned workers, double item_ns);

/* Why the runs are done as they are, as one sentence without a full stop. */
void sharing_tell(const struct sharing *sharing, char *text, size_t bytes);

#endif
