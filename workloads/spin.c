/* SPDX-License-Identifier: MIT */
/* Idea:   pure computation. An item takes steps of a congruential generator, each of which depends on
 *         the one before: neither compiler nor processor can overlap two, and no memory is touched.
 *         Work is counted in steps, not in time, so it is the same on every machine.
 *
 * Costs:  a mean of `grain` steps per item, about a nanosecond each; `shape` sets their distribution.
 *         Each shape defeats another strategy: rising and falling defeat contiguous slices, one
 *         giant of a pareto delays the whole run, and at grain 0 only the cost of sharing is left.
 *         Costs follow from (seed, index) when the item begins, because a table of them would be
 *         mapped into the parent and make every fork more expensive.
 *
 * Answer: each result by another algorithm: the state after n steps has a closed form, computed in
 *         log n (Brown, "Random number generation with arbitrary strides", Transactions of the
 *         American Nuclear Society 71, 1994).
 *
 * See:    Knuth, The Art of Computer Programming 2, 3rd ed., 3.3.4, for the generator (MMIX)
 */
#include "workload.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define MULTIPLIER UINT64_C(6364136223846793005)
#define INCREMENT  UINT64_C(1442695040888963407)

enum { ITEMS, GRAIN, SHAPE, SEED };

/* In the order of the choices. */
enum { UNIFORM, RISING, FALLING, RANDOM, EXPONENTIAL, PARETO, BIMODAL };

static const struct tunable tunables[] = {
    [ITEMS] = { .name = "items",
                .max = 10000000,
                .default_value = 1000,
                .help = "number of items" },
    [GRAIN] = { .name = "grain",
                .max = 1000000000,
                .default_value = 30000,
                .help = "mean cost of an item, in steps of the generator" },
    [SHAPE] = { .name = "shape",
                .choices = "uniform|rising|falling|random|exponential|pareto|bimodal",
                .help = "how the cost spreads over the items" },
    [SEED] = { .name = "seed",
               .max = INT64_MAX,
               .default_value = 1,
               .help = "seed of costs and results" },
    { 0 }
};

/* Linear in the index, from near 0 to near twice the grain: grain·(2i + 1)/items, rounded down in
 * the lower half and up by as much in the upper half, so that the mean is the grain exactly. */
static uint64_t rising(uint64_t grain, uint64_t items, uint64_t index)
{
    uint64_t mirror = items - 1 - index;
    return index <= mirror ? grain * (2 * index + 1) / items
                           : 2 * grain - grain * (2 * mirror + 1) / items;
}

/* A draw from the shape's distribution, which has mean 1, by inversion: u is uniform on (0, 1). */
static double draw(int64_t shape, double u)
{
    switch (shape) {
    case RANDOM: /* uniform on (0, 2) */
        return 2 * u;
    case EXPONENTIAL: /* P(X > x) = e^−x */
        return -log(u);
    case PARETO: /* P(X > x) = (x₀/x)^1.5 with x₀ = 1/3: finite mean, infinite variance */
        return pow(u, -1 / 1.5) / 3;
    case BIMODAL: /* one in ten costs ten times as much: x or 10·x, and 0.9·x + 0.1·10·x = 1 */
        return (u < 0.1 ? 10 : 1) / 1.9;
    default:
        return 1;
    }
}

static uint64_t item_steps(const struct input *input, uint64_t index)
{
    uint64_t grain = (uint64_t)input->values[GRAIN].number;
    uint64_t seed = (uint64_t)input->values[SEED].number;
    int64_t shape = input->values[SHAPE].number;

    switch (shape) {
    case UNIFORM:
        return grain;
    case RISING:
        return rising(grain, input->items, index);
    case FALLING:
        return rising(grain, input->items, input->items - 1 - index);
    default:
        break;
    }
    double steps = draw(shape, hash_unit(seed, index)) * (double)grain + 0.5;
    /* The rarest pareto draw times the greatest grain would not fit 64 bits. */
    return steps < 0x1p63 ? (uint64_t)steps : UINT64_C(1) << 63;
}

/* From another sequence than the costs. */
static uint64_t item_start(const struct input *input, uint64_t index)
{
    return hash_mix(~(uint64_t)input->values[SEED].number, index);
}

static int item(const struct input *input, uint64_t index, void *result)
{
    uint64_t state = item_start(input, index);
    for (uint64_t left = item_steps(input, index); left > 0; left--) {
        state = state * MULTIPLIER + INCREMENT;
        /* Without this, a compiler that unrolls the loop could fold two steps into one. */
        __asm__ volatile("" : "+r"(state));
    }
    *(uint64_t *)result = state;
    return 0;
}

/* The state after `steps`: strides of 1, 2, 4 … steps, each the one before applied twice. */
static uint64_t jump(uint64_t state, uint64_t steps)
{
    uint64_t multiplier = MULTIPLIER;
    uint64_t increment = INCREMENT;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1)
            state = state * multiplier + increment;
        increment *= multiplier + 1;
        multiplier *= multiplier;
    }
    return state;
}

static int create(struct input *input, struct error *error)
{
    (void)error;
    input->items = (uint64_t)input->values[ITEMS].number;
    return 0;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const uint64_t *states = results;
    for (uint64_t i = 0; i < input->items; i++) {
        uint64_t right = jump(item_start(input, i), item_steps(input, i));
        if (states[i] != right) {
            snprintf(text, text_bytes,
                     "item %" PRIu64 " is %016" PRIx64 ", jumping ahead gives %016" PRIx64, i,
                     states[i], right);
            return ANSWER_WRONG;
        }
    }
    snprintf(text, text_bytes, "%" PRIu64 " states, each as jumping ahead gives it", input->items);
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "steps of a congruential generator, spread over the items in seven shapes",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
};
