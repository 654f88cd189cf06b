/* SPDX-License-Identifier: MIT */
/* Schedules partition the items exactly: every small case, and the edges of 64 bits. */
#include "kit/schedule.h"
#include "check.h"
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>

/* All slices in turn: each begins where the one before ended, none is shorter than a later one, and
 * none is two longer than another. */
static void slices_of(uint64_t items, unsigned workers)
{
    uint64_t next = 0;
    uint64_t longest = schedule_slice(items, workers, 0).count;
    uint64_t before = longest;
    for (unsigned worker = 0; worker < workers; worker++) {
        struct chunk slice = schedule_slice(items, workers, worker);
        CHECK(slice.first == next, "%" PRIu64 " items, worker %u of %u", items, worker, workers);
        CHECK(slice.count <= before, "%" PRIu64 " items, worker %u of %u", items, worker, workers);
        CHECK(longest - slice.count <= 1, "%" PRIu64 " items, worker %u of %u", items, worker,
              workers);
        next = slice.first + slice.count;
        before = slice.count;
    }
    CHECK(next == items, "%" PRIu64 " items among %u", items, workers);
}

/* So many workers that only some can be looked at: neighbours must meet all the same. */
static void slices_meet(uint64_t items, unsigned workers, unsigned worker)
{
    struct chunk left = schedule_slice(items, workers, worker);
    struct chunk right = schedule_slice(items, workers, worker + 1);
    CHECK(left.first + left.count == right.first, "%" PRIu64 " items, worker %u of %u", items,
          worker, workers);
    CHECK(left.count - right.count <= 1, "%" PRIu64 " items, worker %u of %u", items, worker,
          workers);
}

static void slices(void)
{
    static const uint64_t many[] = { UINT64_MAX, UINT64_MAX - 1, UINT64_MAX / 2, UINT64_MAX / 2 + 1,
                                     (uint64_t)UINT_MAX + 1 };
    static const unsigned crews[] = { 1, 2, 3, 7, 64, 4096 };
    for (uint64_t items = 0; items <= 64; items++)
        for (unsigned workers = 1; workers <= 70; workers++)
            slices_of(items, workers);
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        for (size_t c = 0; c < sizeof crews / sizeof *crews; c++)
            slices_of(many[i], crews[c]);
        for (unsigned worker = 0; worker < 64; worker++) {
            slices_meet(many[i], UINT_MAX, worker);
            slices_meet(many[i], UINT_MAX, UINT_MAX / 2 - 32 + worker);
            slices_meet(many[i], UINT_MAX, UINT_MAX - 2 - worker);
        }
        struct chunk last = schedule_slice(many[i], UINT_MAX, UINT_MAX - 1);
        CHECK(last.first + last.count == many[i], "%" PRIu64 " items", many[i]);
    }
}

/* From `first` on, chunk by chunk to the end; `chunks` are expected. */
static void fixed_from(uint64_t items, uint64_t first, uint64_t size, uint64_t chunks)
{
    uint64_t next = first;
    for (uint64_t chunk = 0; chunk < chunks; chunk++) {
        struct chunk got = schedule_fixed(items, next, size);
        CHECK(got.first == next && got.count >= 1 && got.count <= size && got.count <= items - next,
              "%" PRIu64 " items, size %" PRIu64 " from %" PRIu64, items, size, next);
        CHECK(got.count == size || got.first + got.count == items,
              "%" PRIu64 " items, size %" PRIu64 " from %" PRIu64, items, size, next);
        next += got.count;
    }
    CHECK(next == items, "%" PRIu64 " items, size %" PRIu64, items, size);
}

static void is_empty(uint64_t items, uint64_t first, uint64_t size)
{
    struct chunk got = schedule_fixed(items, first, size);
    CHECK(got.count == 0, "%" PRIu64 " items, size %" PRIu64 " from %" PRIu64, items, size, first);
}

static void fixed(void)
{
    for (uint64_t items = 0; items <= 40; items++)
        for (uint64_t size = 1; size <= 45; size++) {
            fixed_from(items, 0, size, (items + size - 1) / size);
            for (uint64_t beyond = 0; beyond < 3; beyond++)
                is_empty(items, items + beyond, size);
        }
    fixed_from(UINT64_MAX, UINT64_MAX - 25, 10, 3);
    fixed_from(UINT64_MAX, UINT64_MAX - 1, UINT64_MAX, 1);
    fixed_from(UINT64_MAX, 0, UINT64_MAX, 1);
    fixed_from(UINT64_MAX - 1, 0, UINT64_MAX, 1);
    fixed_from(UINT64_MAX, 0, UINT64_MAX / 2, 3);
    is_empty(UINT64_MAX, UINT64_MAX, 1);
    is_empty(0, UINT64_MAX, UINT64_MAX);
}

int main(void)
{
    slices();
    fixed();
    return check_end();
}
