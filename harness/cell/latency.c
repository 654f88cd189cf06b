/* SPDX-License-Identifier: MIT */
/* How long each call of the strategy takes. */
#include "cell/latency.h"
#include <stddef.h>

#define PART_BITS 7 /* of LATENCY_PARTS */
#define BUCKETS   ((size_t)LATENCY_PARTS * LATENCY_OCTAVES)

/* The first 128 buckets have a nanosecond each, and each further 128 an octave. */
static size_t bucket_of(uint64_t ns)
{
    if (ns < LATENCY_PARTS)
        return ns;
    unsigned octave = 63 - (unsigned)__builtin_clzll(ns) - PART_BITS;
    size_t bucket = (octave + 1) * (size_t)LATENCY_PARTS + ((ns >> octave) & (LATENCY_PARTS - 1));
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static uint64_t middle_of(size_t bucket)
{
    if (bucket < LATENCY_PARTS)
        return bucket;
    unsigned octave = (unsigned)(bucket / LATENCY_PARTS) - 1;
    uint64_t low = (LATENCY_PARTS + bucket % LATENCY_PARTS) << octave;
    return low + (UINT64_C(1) << octave) / 2;
}

void latency_add(struct latency *latency, uint64_t ns)
{
    latency->count++;
    latency->buckets[bucket_of(ns)]++;
}

uint64_t latency_quantile(const struct latency *latency, double share)
{
    double wanted = share * (double)latency->count;
    uint64_t seen = 0;
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        seen += latency->buckets[bucket];
        if (seen > 0 && (double)seen >= wanted)
            return middle_of(bucket);
    }
    return 0;
}
