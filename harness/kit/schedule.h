/* SPDX-License-Identifier: MIT */
/* Schedules: pure rules that say which items make the next chunk. */
#ifndef FORKSCALE_KIT_SCHEDULE_H
#define FORKSCALE_KIT_SCHEDULE_H

#include <stdint.h>

/* A run of consecutive items; count 0: none. */
struct chunk {
    uint64_t first;
    uint64_t count;
};

/* The static schedule: worker's contiguous slice of `items` among `workers` > 0. Slices differ by
 * at most one item, the longer ones come first, and together they are every item exactly once. */
struct chunk schedule_slice(uint64_t items, unsigned workers, unsigned worker);

/* The fixed schedule: the chunk of at most `size` > 0 items that begins at item `first`; empty when
 * `first` is at or past the end. */
struct chunk schedule_fixed(uint64_t items, uint64_t first, uint64_t size);

#endif
