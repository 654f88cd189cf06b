/* SPDX-License-Identifier: MIT */
/* Idea:   map memory, touch it and unmap it, again and again. It is what an allocator does for
 *         large blocks, and a program that maps many files.
 *
 * Costs:  even. All threads of a process have one address space, whose lock mmap and munmap take
 *         for writing, and a page fault may take for reading. After munmap the kernel interrupts
 *         each processor that runs another thread of the process, because that may have the pages
 *         in its TLB. Processes share neither.
 *
 * Answer: each sum by another algorithm: Gauss's, of the numbers that were written.
 *
 * See:    Clements, Kaashoek & Zeldovich, "Scalable address spaces using RCU balanced trees",
 *         ASPLOS 2012
 */
#include "kit/memory.h"
#include "workload.h"
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>

/* The same on every machine, so that results are. */
enum { PAGE_BYTES = 4096 };

enum { ITEMS, MAPS, PAGES };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 10000000, .default_value = 200, .help = "number of items" },
    [MAPS] = { .name = "maps",
               .max = 1000000,
               .default_value = 10,
               .help = "times that an item maps memory" },
    [PAGES] = { .name = "pages",
                .min = 1,
                .max = 1000000,
                .default_value = 8,
                .help = "pages of 4 KiB that it maps, and touches, each time" },
    { 0 }
};

static int create(struct input *input, struct error *error)
{
    input->items = (uint64_t)input->values[ITEMS].number;
    return memory_check((uint64_t)input->values[PAGES].number * PAGE_BYTES, error);
}

/* Adds the numbers after *last to the pages, which hold 0 when they are new, moves *last, and
 * returns the sum of what the pages hold. */
static uint64_t touch(unsigned char *memory, uint64_t pages, uint64_t *last)
{
    for (uint64_t page = 0; page < pages; page++)
        *(volatile uint64_t *)(memory + page * PAGE_BYTES) += ++*last;
    uint64_t sum = 0;
    for (uint64_t page = 0; page < pages; page++)
        sum += *(volatile uint64_t *)(memory + page * PAGE_BYTES);
    return sum;
}

static uint64_t item_start(uint64_t index)
{
    return hash_mix(1, index);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t pages = (uint64_t)input->values[PAGES].number;
    size_t bytes = (size_t)pages * PAGE_BYTES;
    uint64_t last = item_start(index);
    uint64_t sum = 0;
    for (int64_t map = 0; map < input->values[MAPS].number; map++) {
        unsigned char *memory =
            mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return errno;
        sum += touch(memory, pages, &last);
        if (munmap(memory, bytes) < 0)
            return errno;
    }
    *(uint64_t *)result = sum;
    return 0;
}

/* The sum of the n numbers after `start`: n × start + n × (n + 1) / 2, modulo 2⁶⁴. The even one of
 * n and n + 1 is halved before, because the product may need more than 64 bits. */
static uint64_t sum_after(uint64_t start, uint64_t n)
{
    uint64_t triangle = n % 2 == 0 ? n / 2 * (n + 1) : (n + 1) / 2 * n;
    return n * start + triangle;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const uint64_t *sums = results;
    uint64_t pages = (uint64_t)input->values[MAPS].number * (uint64_t)input->values[PAGES].number;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t right = sum_after(item_start(i), pages);
        if (sums[i] != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", Gauss's sum is %016" PRIx64, i, sums[i],
                     right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes, "%" PRIu64 " sums over %" PRIu64 " pages each, as Gauss gives them",
             input->items, pages);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "maps memory, touches it and unmaps it",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
};
