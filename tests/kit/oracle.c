/* SPDX-License-Identifier: MIT */
/* List scheduling against the optimum, found by trying all assignments, and against its bounds. */
#include "analyse/oracle.h"
#include "check.h"
#include "kit/hash.h"
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* The least makespan of items index … count−1 on top of the loads. */
static uint64_t optimum(const uint64_t *costs, unsigned index, unsigned count, uint64_t *loads,
                        unsigned workers)
{
    uint64_t best = UINT64_MAX;
    if (index == count) {
        best = 0;
        for (unsigned worker = 0; worker < workers; worker++)
            best = loads[worker] > best ? loads[worker] : best;
        return best;
    }
    for (unsigned worker = 0; worker < workers; worker++) {
        loads[worker] += costs[index];
        uint64_t found = optimum(costs, index + 1, count, loads, workers);
        best = found < best ? found : best;
        loads[worker] -= costs[index];
    }
    return best;
}

/* The slow way: each item to the first of the least loaded workers. */
static uint64_t in_order(const uint64_t *costs, unsigned count, unsigned workers)
{
    uint64_t loads[64] = { 0 };
    uint64_t greatest = 0;
    for (unsigned item = 0; item < count; item++) {
        unsigned least = 0;
        for (unsigned worker = 1; worker < workers; worker++)
            least = loads[worker] < loads[least] ? worker : least;
        loads[least] += costs[item];
        greatest = loads[least] > greatest ? loads[least] : greatest;
    }
    return greatest;
}

static void against_optimum(void)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t costs[8];
        unsigned count = 1 + (unsigned)(seed % 8);
        unsigned workers = 1 + (unsigned)(seed / 8 % 3);
        uint64_t sum = 0;
        for (unsigned i = 0; i < count; i++)
            sum += costs[i] = hash_mix(seed, i) % 20 + 1;
        uint64_t loads[3] = { 0 };
        double best = (double)optimum(costs, 0, count, loads, workers) / (double)sum;
        struct oracle oracle;
        CHECK(oracle_find(costs, count, workers, &oracle) == 0, "seed %" PRIu64, seed);
        CHECK(oracle.longest_first >= best - 1e-12 &&
                  oracle.longest_first <= best * (4.0 / 3 - 1.0 / (3 * workers)) + 1e-12,
              "seed %" PRIu64 ": %g, best %g", seed, oracle.longest_first, best);
        CHECK(oracle.in_order >= best - 1e-12 &&
                  oracle.in_order <= best * (2 - 1.0 / workers) + 1e-12,
              "seed %" PRIu64 ": %g, best %g", seed, oracle.in_order, best);
    }
}

static void against_the_slow_way(void)
{
    static const unsigned workers[] = { 1, 2, 3, 7, 64 };
    uint64_t costs[1000];
    for (uint64_t seed = 0; seed < 50; seed++) {
        uint64_t sum = 0;
        for (unsigned i = 0; i < 1000; i++)
            sum += costs[i] = hash_mix(seed, i) % 1000;
        for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
            struct oracle oracle;
            double slow = (double)in_order(costs, 1000, workers[w]) / (double)sum;
            CHECK(oracle_find(costs, 1000, workers[w], &oracle) == 0, "seed %" PRIu64, seed);
            CHECK(fabs(oracle.in_order - slow) < 1e-12, "seed %" PRIu64 ", %u workers", seed,
                  workers[w]);
        }
    }
}

static void published(void)
{
    /* Graham's example of LPT at its worst for 2 workers: 7/6 of the optimum. */
    const uint64_t worst[] = { 3, 3, 2, 2, 2 };
    struct oracle oracle;
    CHECK(oracle_find(worst, 5, 2, &oracle) == 0, "LPT");
    CHECK(fabs(oracle.longest_first * 12 - 7) < 1e-12, "%g", oracle.longest_first * 12);
    const uint64_t none[] = { 0, 0 };
    CHECK(oracle_find(none, 2, 4, &oracle) == 0 && oracle.in_order == 0.25, "no cost");
    CHECK(oracle_find(NULL, 0, 4, &oracle) == 0 && oracle.longest_first == 0.25, "no items");
}

int main(void)
{
    against_optimum();
    against_the_slow_way();
    published();
    return check_end();
}
