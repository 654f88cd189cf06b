/* SPDX-License-Identifier: MIT */
/* Idea:   count the primes from 0 to `limit`. An item is a range of numbers. Each number is divided by
 *         the primes up to its root, which every worker computes in create.
 *
 * Costs:  rise with the index, about as the root of the numbers, and vary: most numbers have a small
 *         factor and need few divisions, a prime needs all. Equal ranges are not equal work: the
 *         worker with the last slice finishes last.
 *
 * Answer: the number of primes up to a power of ten, as published (OEIS A006880).
 *
 * See:    https://oeis.org/A006880
 */
#include "workload.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITEMS, LIMIT };

static const struct tunable tunables[] = { [ITEMS] = { .name = "items",
                                                       .max = 10000000,
                                                       .default_value = 1000,
                                                       .help = "number of ranges" },
                                           [LIMIT] = { .name = "limit",
                                                       .max = 4000000000,
                                                       .default_value = 1000000,
                                                       .help = "the greatest number tried" },
                                           { 0 } };

/* `divisor` points to the primes in ascending order, followed by UINT32_MAX, whose square ends any
 * trial. */
static bool is_prime(uint32_t number, const uint32_t *divisor)
{
    if (number < 2)
        return false;
    for (; (uint64_t)*divisor * *divisor <= number; divisor++)
        if (number % *divisor == 0)
            return false;
    return true;
}

/* Computes the primes up to the root of the limit, each by the primes before it. */
static int create(struct input *input, struct error *error)
{
    (void)error;
    uint64_t limit = (uint64_t)input->values[LIMIT].number;
    size_t root = 0;
    while ((root + 1) * (root + 1) <= limit)
        root++;

    uint32_t *primes = malloc((root + 1) * sizeof *primes);
    if (primes == NULL)
        return ENOMEM;
    uint32_t *end = primes;
    *end = UINT32_MAX;
    for (uint32_t number = 2; number <= root; number++) {
        if (is_prime(number, primes)) {
            *end++ = number;
            *end = UINT32_MAX;
        }
    }
    input->items = (uint64_t)input->values[ITEMS].number;
    input->data = primes;
    return 0;
}

static void destroy(struct input *input)
{
    free(input->data);
}

/* The first number of a range; limit + 1 for the range past the last. */
static uint32_t range_begin(const struct input *input, uint64_t index)
{
    uint64_t numbers = (uint64_t)input->values[LIMIT].number + 1;
    return (uint32_t)(index * numbers / input->items);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    uint32_t end = range_begin(input, index + 1);
    uint64_t primes = 0;
    for (uint32_t number = range_begin(input, index); number < end; number++)
        primes += is_prime(number, input->data);
    *(uint64_t *)result = primes;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    static const uint64_t published[] = { 0,    4,     25,     168,     1229,
                                          9592, 78498, 664579, 5761455, 50847534 };
    const uint64_t *counts = results;
    uint64_t limit = (uint64_t)input->values[LIMIT].number;
    size_t exponent = 0;
    uint64_t power = 1;
    for (; power < limit; power *= 10)
        exponent++;
    if (power != limit) {
        snprintf(text, text_bytes, "the limit is not a power of ten");
        return ANSWER_UNKNOWN;
    }
    uint64_t primes = 0;
    for (uint64_t i = 0; i < input->items; i++)
        primes += counts[i];
    snprintf(text, text_bytes,
             "%" PRIu64 " primes up to %" PRIu64 ", published are %" PRIu64 " (OEIS A006880)",
             primes, limit, published[exponent]);
    return primes == published[exponent] ? ANSWER_RIGHT : ANSWER_WRONG;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "primes counted by trial division over ranges of numbers",
    .tunables = tunables,
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
    .destroy = destroy,
};
