/* SPDX-License-Identifier: MIT */
/* Where the time of the workers went:
 *
 *     workers × wall = compute + open + start-up + dispatch + imbalance + finish + close
 *
 * of a warm run without open and close, and of a single use with them. Exact by construction:
 * compute is the busy time of the serial cell in the same block, and dispatch what remains of the
 * workers' own. So dispatch has claims and messages in it, and what items take longer beside other
 * workers; it is negative where they take less time than in the serial run. Only a trace of the
 * items can tell these apart: lanes_split. Pure. */
#ifndef FORKSCALE_ANALYSE_OVERHEAD_H
#define FORKSCALE_ANALYSE_OVERHEAD_H

#include "record/results.h"

enum overhead_use { OVERHEAD_WARM, OVERHEAD_ONCE, OVERHEAD_USES };

enum overhead_part {
    PART_COMPUTE,
    PART_OPEN, /* it and PART_CLOSE are 0 in a warm run */
    PART_STARTUP,
    PART_DISPATCH,
    PART_IMBALANCE,
    PART_FINISH,
    PART_CLOSE,
    OVERHEAD_PARTS,
};

/* "compute", "open" … */
extern const char *const overhead_part_names[OVERHEAD_PARTS];

/* Of one call, in nanoseconds of a worker: divided by the workers, so that the parts add up to the
 * time. */
struct overhead {
    double wall_ns;
    double part_ns[OVERHEAD_PARTS];
    size_t blocks; /* that it is the mean of; 0: unknown, and the rest is 0 */
};

/* Of a repetition with so many workers, and the serial one of its block. blocks is 1, or 0 where a
 * file lacks the parts of the first run. */
struct overhead overhead_of(const struct repetition *repetition, unsigned workers,
                            const struct repetition *serial, enum overhead_use use);

/* The mean of those whose times are the middle half of all, rounded up: medians of parts would not
 * add up. Sorts `all`. */
struct overhead overhead_mean(struct overhead *all, size_t count);

/* (max / mean − 1) · P / (P − 1), in which max and mean are over P workers: 0 when all have the
 * same, P when one has all. NaN for fewer than two workers, and where nothing is known of them.
 * After DeRose, Homer and Johnson, "Detecting application load imbalance on high end massively
 * parallel systems", Euro-Par 2007, which divides by max instead of mean. */
double overhead_imbalance(const struct worker_figures *workers);

#endif
