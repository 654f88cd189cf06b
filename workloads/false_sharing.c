/* SPDX-License-Identifier: MIT */
/* Idea:   write the own result again and again. A result is the only memory that workers share and
 *         an item may write. Results that are neighbours are on one cache line, unless `spread`
 *         puts them apart.
 *
 * Costs:  even, but not alone: two workers that write to one line take it away from each other,
 *         although neither reads what the other writes. This happens where neighbours run at the
 *         same time: under cyclic and dynamic schedules with small chunks, and hardly ever under
 *         block. Shared memory is what counts, not whether workers are processes or threads.
 *         Children that have results of their own (fork_gather) are immune, and spread=128 is the
 *         remedy.
 *
 * Answer: each result by one multiplication.
 *
 * See:    Torrellas, Lam & Hennessy, "False sharing and spatial locality in multiprocessor caches",
 *         IEEE Transactions on Computers 43(6), 1994
 */
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STEP UINT64_C(0x9e3779b97f4a7c15)

enum { ITEMS, WRITES, SPREAD };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items",
                .max = 10000000,
                .default_value = 1000,
                .help = "number of items" },
    [WRITES] = { .name = "writes",
                 .max = 1000000000,
                 .default_value = 20000,
                 .help = "times that an item writes its result" },
    [SPREAD] = { .name = "spread",
                 .choices = "8|16|32|64|128",
                 .help =
                     "bytes from one result to the next; lines have 64, and are fetched in pairs" },
    { 0 }
};

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    input->result_bytes = sizeof(uint64_t) << input->values[SPREAD].number;
    return 0;
}

static uint64_t item_start(uint64_t index)
{
    return hash_mix(1, index);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    memset(result, 0, input->result_bytes);
    /* volatile: the compiler would keep the sum in a register, and write it once. */
    volatile uint64_t *word = result;
    *word = item_start(index);
    for (int64_t left = input->values[WRITES].number; left > 0; left--)
        *word += STEP;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const unsigned char *at = results;
    uint64_t writes = (uint64_t)input->values[WRITES].number;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t right = item_start(i) + writes * STEP;
        uint64_t found;
        memcpy(&found, at + i * input->result_bytes, sizeof found);
        if (found != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", one multiplication gives %016" PRIx64, i,
                     found, right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes,
             "%" PRIu64 " results after %" PRIu64 " writes each, as one multiplication gives them",
             input->items, writes);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "writes to results that are neighbours on a cache line",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
};
