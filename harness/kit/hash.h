/* SPDX-License-Identifier: MIT */
/* Numbers that look random but follow from (seed, index) alone: the same in every worker, with no
 * state to share. */
#ifndef FORKSCALE_KIT_HASH_H
#define FORKSCALE_KIT_HASH_H

#include <stdint.h>

/* Output `index` of SplitMix64 seeded with `seed` (Steele, Lea & Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014; finaliser by Stafford, mix 13). */
static inline uint64_t hash_mix(uint64_t seed, uint64_t index)
{
    uint64_t z = seed + (index + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The same as a double in (0, 1), never 0 and never 1, so logarithms of it are finite. With more
 * than 52 bits the half would be lost in rounding, and the greatest would be 1. */
static inline double hash_unit(uint64_t seed, uint64_t index)
{
    return ((double)(hash_mix(seed, index) >> 12) + 0.5) * 0x1p-52;
}

#endif
