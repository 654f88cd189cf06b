/* SPDX-License-Identifier: MIT */
/* Idea:   write to memory that the parent has filled. An item owns some pages of a region that
 *         create has touched. It fills a share of them with the states of a congruential generator,
 *         and then adds up what they hold.
 *
 * Costs:  even. At the first write of a forked worker to a page the kernel copies the page, which
 *         takes some microseconds; a thread writes to the page itself. The fork also copies the
 *         page tables of the whole region, whatever the share. A forked worker that outlives the
 *         run keeps its copies, so it pays in its first run, and again only for items that another
 *         worker had before. A program that is started for a chunk creates the region again.
 *
 * Answer: each sum by another algorithm: both the state after n steps and the sum of the states on
 *         the way have a closed form, computed in log n (after Brown, "Random number generation
 *         with arbitrary strides", Transactions of the American Nuclear Society 71, 1994).
 *
 * See:    fork(2), on copy-on-write; Knuth, The Art of Computer Programming 2, 3rd ed., 3.3.4, for
 *         the generator (MMIX)
 */
#include "kit/memory.h"
#include "workload.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#define MULTIPLIER UINT64_C(6364136223846793005)
#define INCREMENT  UINT64_C(1442695040888963407)

/* The same on every machine, so that results are. Where a page of the machine is larger, one copy
 * serves several of these. */
enum { PAGE_BYTES = 4096, PAGE_WORDS = PAGE_BYTES / sizeof(uint64_t) };

enum { ITEMS, PAGES, SHARE };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items", .max = 1000000, .default_value = 32, .help = "number of items" },
    [PAGES] = { .name = "pages",
                .min = 1,
                .max = 1000000,
                .default_value = 1024,
                .help = "pages of 4 KiB in the region for each item" },
    [SHARE] = { .name = "share",
                .max = 100,
                .default_value = 50,
                .help = "percentage of its pages that an item writes" },
    { 0 }
};

static size_t region_bytes(const struct input *input)
{
    return (size_t)input->values[ITEMS].number * (size_t)input->values[PAGES].number * PAGE_BYTES;
}

static int create(struct input *input, struct error *error)
{
    size_t bytes = region_bytes(input);
    input->items = (uint64_t)input->values[ITEMS].number;
    if (bytes == 0)
        return 0;
    int code = memory_check(bytes, error);
    if (code != 0)
        return code;
    unsigned char *region =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (region == MAP_FAILED)
        return errno;
    /* A huge page would be copied in parts or as a whole, as the kernel likes. It fails where the
     * kernel has none. */
    (void)madvise(region, bytes, MADV_NOHUGEPAGE);
    for (size_t at = 0; at < bytes; at += PAGE_BYTES)
        region[at] = 1;
    input->data = region;
    return 0;
}

static void destroy(struct input *input)
{
    if (input->data != NULL)
        munmap(input->data, region_bytes(input));
}

/* Spreads the pages to write evenly: of the first n, n × share / 100 are written, rounded down. */
static bool is_written(uint64_t page, uint64_t share)
{
    return (page + 1) * share / 100 > page * share / 100;
}

static uint64_t item_start(uint64_t index)
{
    return hash_mix(1, index);
}

/* Returns the last state that it writes. */
static uint64_t fill_page(uint64_t *words, uint64_t state)
{
    for (int word = 0; word < PAGE_WORDS; word++) {
        state = state * MULTIPLIER + INCREMENT;
        words[word] = state;
    }
    return state;
}

static uint64_t sum_page(const uint64_t *words)
{
    uint64_t sum = 0;
    for (int word = 0; word < PAGE_WORDS; word++)
        sum += words[word];
    return sum;
}

/* The pages that it writes belong to this item alone, and it reads no others. So the result does not
 * depend on what earlier runs have left in them. */
static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t pages = (uint64_t)input->values[PAGES].number;
    uint64_t share = (uint64_t)input->values[SHARE].number;
    uint64_t *words = (uint64_t *)input->data + index * pages * PAGE_WORDS;
    uint64_t state = item_start(index);
    for (uint64_t page = 0; page < pages; page++)
        if (is_written(page, share))
            state = fill_page(words + page * PAGE_WORDS, state);
    uint64_t sum = 0;
    for (uint64_t page = 0; page < pages; page++)
        if (is_written(page, share))
            sum += sum_page(words + page * PAGE_WORDS);
    *(uint64_t *)result = sum;
    return 0;
}

/* Some steps at once: the state after them, and the sum of the states on the way, the first one not
 * included. Both are linear in the first state s: multiplier × s + increment. */
struct stride {
    uint64_t multiplier;
    uint64_t increment;
    uint64_t sum_multiplier;
    uint64_t sum_increment;
};

static struct stride twice(const struct stride *once)
{
    return (struct stride){
        .multiplier = once->multiplier * once->multiplier,
        .increment = once->multiplier * once->increment + once->increment,
        .sum_multiplier = once->sum_multiplier + once->sum_multiplier * once->multiplier,
        .sum_increment =
            once->sum_increment + once->sum_multiplier * once->increment + once->sum_increment,
    };
}

/* The sum of the states after 1, 2, … `steps` steps: strides of 1, 2, 4 … steps. */
static uint64_t sum_states(uint64_t state, uint64_t steps)
{
    struct stride stride = { MULTIPLIER, INCREMENT, MULTIPLIER, INCREMENT };
    uint64_t sum = 0;
    for (; steps > 0; steps >>= 1) {
        if ((steps & 1) != 0) {
            sum += stride.sum_multiplier * state + stride.sum_increment;
            state = stride.multiplier * state + stride.increment;
        }
        stride = twice(&stride);
    }
    return sum;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const uint64_t *sums = results;
    uint64_t written =
        (uint64_t)input->values[PAGES].number * (uint64_t)input->values[SHARE].number / 100;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t right = sum_states(item_start(i), written * PAGE_WORDS);
        if (sums[i] != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", the closed form gives %016" PRIx64, i,
                     sums[i], right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes,
             "%" PRIu64 " sums over %" PRIu64 " pages each, as the closed form gives them",
             input->items, written);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "writes to a share of the pages that the parent has touched",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
    .destroy = destroy,
};
