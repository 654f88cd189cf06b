/* SPDX-License-Identifier: MIT */
/* Schedules: pure rules that say which items make the next chunk. */
#include "kit/schedule.h"

struct chunk schedule_slice(uint64_t items, unsigned workers, unsigned worker)
{
    /* The remainder goes one each to the first workers. No product, so nothing can overflow. */
    uint64_t share = items / workers;
    uint64_t longer = items % workers;
    uint64_t before = worker < longer ? worker : longer;
    return (struct chunk){
        .first = worker * share + before,
        .count = share + (worker < longer ? 1 : 0),
    };
}

struct chunk schedule_fixed(uint64_t items, uint64_t first, uint64_t size)
{
    if (first >= items)
        return (struct chunk){ .first = items, .count = 0 };
    uint64_t left = items - first;
    return (struct chunk){ .first = first, .count = left < size ? left : size };
}
