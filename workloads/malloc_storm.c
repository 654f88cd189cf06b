/* SPDX-License-Identifier: MIT */
/* Idea:   allocate and free blocks of mixed sizes, of which 64 are in use at a time. Each block has
 *         a number at its begin and at its end, which is read when it is freed.
 *
 * Costs:  nearly even. A process with one thread has the allocator to itself. In a process with
 *         threads malloc locks an arena. glibc gives each thread one, as long as there are enough;
 *         with one for all (MALLOC_ARENA_MAX=1 in the environment) the threads wait for each other.
 *         What an arena gives back to the kernel, and takes again, goes by way of the one address
 *         space.
 *
 * Answer: each sum by another algorithm: Gauss's, of the numbers that were written. Two blocks that
 *         overlap would spoil it.
 *
 * See:    Berger, McKinley, Blumofe & Wilson, "Hoard: a scalable memory allocator for multithreaded
 *         applications", ASPLOS 2000; mallopt(3)
 */
#include "kit/memory.h"
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIVE = 64,                            /* blocks in use at a time */
    SMALLEST = 2 * (int)sizeof(uint64_t), /* room for both numbers */
    HALVINGS = 12,                        /* sizes range over so many powers of two */
};

enum { ITEMS, BLOCKS, LARGEST };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 10000000, .default_value = 200, .help = "number of items" },
    [BLOCKS] = { .name = "blocks",
                 .max = 100000000,
                 .default_value = 1000,
                 .help = "blocks that an item allocates and frees" },
    [LARGEST] = { .name = "largest",
                  .min = SMALLEST,
                  .max = 1 << 30,
                  .default_value = 65536,
                  .help = "greatest size of a block, in bytes" },
    { 0 }
};

struct block {
    unsigned char *bytes; /* NULL: none */
    size_t size;
};

static int create(struct input *input, struct error *error)
{
    input->items = (uint64_t)input->values[ITEMS].number;
    return memory_check(LIVE * (uint64_t)input->values[LARGEST].number, error);
}

/* Small ones are as frequent as large ones: uniform up to `largest`, halved up to 11 times. */
static size_t block_size(uint64_t random, uint64_t largest)
{
    uint64_t size = (random >> 16) % (largest - SMALLEST + 1);
    return SMALLEST + (size_t)(size >> random % HALVINGS);
}

/* Returns 0 or ENOMEM. */
static int allocate(struct block *block, size_t size, uint64_t number)
{
    *block = (struct block){ .bytes = malloc(size), .size = size };
    if (block->bytes == NULL)
        return ENOMEM;
    memcpy(block->bytes, &number, sizeof number);
    memcpy(block->bytes + size - sizeof number, &number, sizeof number);
    return 0;
}

/* Frees the block, and returns the sum of its two numbers. */
static uint64_t release(struct block *block)
{
    uint64_t first = 0;
    uint64_t last = 0;
    if (block->bytes != NULL) {
        memcpy(&first, block->bytes, sizeof first);
        memcpy(&last, block->bytes + block->size - sizeof last, sizeof last);
    }
    free(block->bytes);
    block->bytes = NULL;
    return first + last;
}

static uint64_t item_start(uint64_t index)
{
    return hash_mix(1, index);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    struct block live[LIVE] = { 0 };
    uint64_t largest = (uint64_t)input->values[LARGEST].number;
    uint64_t blocks = (uint64_t)input->values[BLOCKS].number;
    uint64_t start = item_start(index);
    uint64_t sum = 0;
    int error = 0;
    for (uint64_t number = 1; number <= blocks && error == 0; number++) {
        uint64_t random = hash_mix(start, number);
        struct block *block = &live[random % LIVE];
        sum += release(block);
        error = allocate(block, block_size(random >> 8, largest), start + number);
    }
    for (int i = 0; i < LIVE; i++)
        sum += release(&live[i]);
    *(uint64_t *)result = sum;
    return error;
}

/* Twice the sum of the n numbers after `start`: 2 × n × start + n × (n + 1). */
static uint64_t twice_sum_after(uint64_t start, uint64_t n)
{
    return 2 * n * start + n * (n + 1);
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const uint64_t *sums = results;
    uint64_t blocks = (uint64_t)input->values[BLOCKS].number;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t right = twice_sum_after(item_start(i), blocks);
        if (sums[i] != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", Gauss's sum is %016" PRIx64, i, sums[i],
                     right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes, "%" PRIu64 " sums over %" PRIu64 " blocks each, as Gauss gives them",
             input->items, blocks);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "allocates and frees blocks of mixed sizes",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
};
