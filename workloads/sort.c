/* SPDX-License-Identifier: MIT */
/* Idea:   sort numbers. An item makes an array of its own from (seed, index), merge-sorts it from
 *         the bottom up, and gives the sum of each number times its rank.
 *
 * Costs:  even. No branch predictor foresees how two random numbers compare, so the processor often
 *         waits. Each item allocates and frees its array: one block, so threads hardly contend.
 *
 * Answer: each sum from another algorithm: qsort of libc.
 *
 * See:    Knuth, The Art of Computer Programming 3, 2nd ed., 5.2.4, for merging
 */
#include "kit/memory.h"
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITEMS, LENGTH, SEED };

static const struct tunable tunables[] = { [ITEMS] = { .name = "items",
                                                       .max = 10000000,
                                                       .default_value = 100,
                                                       .help = "number of arrays" },
                                           [LENGTH] = { .name = "length",
                                                        .max = INT64_C(1) << 32,
                                                        .default_value = 4096,
                                                        .help = "numbers of 8 bytes in an array" },
                                           [SEED] = { .name = "seed",
                                                      .max = INT64_MAX,
                                                      .default_value = 1,
                                                      .help = "seed of the numbers" },
                                           { 0 } };

static int create(struct input *input, struct error *error)
{
    input->items = (uint64_t)input->values[ITEMS].number;
    return memory_check(2 * sizeof(uint64_t) * (uint64_t)input->values[LENGTH].number, error);
}

/* The array of an item, for free(), with as much room again behind it. NULL: no memory. */
static uint64_t *make_array(const struct input *input, uint64_t index)
{
    size_t length = (size_t)input->values[LENGTH].number;
    uint64_t seed = hash_mix((uint64_t)input->values[SEED].number, index);
    uint64_t *array = malloc(2 * length * sizeof *array + 1); /* + 1: malloc(0) may return NULL */
    for (size_t i = 0; array != NULL && i < length; i++)
        array[i] = hash_mix(seed, i);
    return array;
}

/* Merges two sorted sequences, left … right and right … end. */
static void merge(const uint64_t *left, const uint64_t *right, const uint64_t *end, uint64_t *to)
{
    const uint64_t *middle = right;
    while (left < middle && right < end)
        *to++ = *right < *left ? *right++ : *left++;
    while (left < middle)
        *to++ = *left++;
    while (right < end)
        *to++ = *right++;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Sorts the array, with as many numbers behind it as scratch space. Returns where the result is. */
static uint64_t *sort(uint64_t *array, size_t length)
{
    uint64_t *from = array;
    uint64_t *to = array + length;
    for (size_t width = 1; width < length; width *= 2) {
        for (size_t left = 0; left < length; left += 2 * width) {
            size_t right = least(left + width, length);
            size_t end = least(left + 2 * width, length);
            merge(from + left, from + right, from + end, to + left);
        }
        uint64_t *merged = to;
        to = from;
        from = merged;
    }
    return from;
}

/* Modulo 2⁶⁴. Another order, another number in place of one, or a missing one change it. */
static uint64_t sum_by_rank(const uint64_t *sorted, size_t length)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < length; i++)
        sum += (i + 1) * sorted[i];
    return sum;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    size_t length = (size_t)input->values[LENGTH].number;
    uint64_t *array = make_array(input, index);
    if (array == NULL)
        return ENOMEM;
    *(uint64_t *)result = sum_by_rank(sort(array, length), length);
    free(array);
    return 0;
}

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const uint64_t *sums = results;
    size_t length = (size_t)input->values[LENGTH].number;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t *array = make_array(input, i);
        if (array == NULL) {
            snprintf(text, text_bytes, "no memory to sort the arrays again");
            return ANSWER_UNKNOWN;
        }
        qsort(array, length, sizeof *array, compare);
        uint64_t right = sum_by_rank(array, length);
        free(array);
        if (sums[i] != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", qsort gives %016" PRIx64, i, sums[i],
                     right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes, "%" PRIu64 " arrays, each in the order that qsort gives it",
             input->items);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "merge sort of an array of random numbers per item",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
};
