/* SPDX-License-Identifier: MIT */
/* How long each call of the strategy takes, over many calls: a histogram, because a list of them
 * would make the cell larger, and so each fork of it slower. */
#ifndef FORKSCALE_CELL_LATENCY_H
#define FORKSCALE_CELL_LATENCY_H

#include <stdint.h>

/* A bucket is 1/128 of its octave, so a duration is known to 0.8 %. Durations below 128 ns are
 * exact, and those above 2⁴⁴ ns, five hours, count as that. */
#define LATENCY_PARTS   128
#define LATENCY_OCTAVES 38
#define LATENCY_LEAST   100 /* calls, with which one of them is beyond p99 */

struct latency {
    uint64_t count;
    uint32_t buckets[LATENCY_PARTS * LATENCY_OCTAVES];
};

void latency_add(struct latency *latency, uint64_t ns);

/* The least duration that is not exceeded in `share` (0 to 1) of the calls, in ns; the middle of
 * its bucket. 0 without calls. */
uint64_t latency_quantile(const struct latency *latency, double share);

#endif
