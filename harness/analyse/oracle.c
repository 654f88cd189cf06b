/* SPDX-License-Identifier: MIT */
/* List scheduling of known costs. */
#include "analyse/oracle.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Adds to the least of `count` loads, which form a heap with the least on top. */
static void give(uint64_t *loads, unsigned count, uint64_t cost)
{
    uint64_t load = loads[0] + cost;
    unsigned at = 0;
    for (;;) {
        unsigned child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && loads[child + 1] < loads[child])
            child++;
        if (loads[child] >= load)
            break;
        loads[at] = loads[child];
        at = child;
    }
    loads[at] = load;
}

/* The greatest load when all are given, in this order. */
static uint64_t makespan(const uint64_t *costs, uint64_t items, uint64_t *loads, unsigned workers)
{
    memset(loads, 0, workers * sizeof *loads);
    for (uint64_t item = 0; item < items; item++)
        give(loads, workers, costs[item]);
    uint64_t greatest = 0;
    for (unsigned worker = 0; worker < workers; worker++)
        greatest = loads[worker] > greatest ? loads[worker] : greatest;
    return greatest;
}

static int by_descending_cost(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a < b) - (a > b);
}

int oracle_find(const uint64_t *costs, uint64_t items, unsigned workers, struct oracle *oracle)
{
    *oracle = (struct oracle){ 1.0 / workers, 1.0 / workers };
    double sum = 0;
    for (uint64_t item = 0; item < items; item++)
        sum += (double)costs[item];
    if (items == 0 || !(sum > 0))
        return 0;
    uint64_t *loads = calloc(workers, sizeof *loads);
    uint64_t *sorted = malloc(items * sizeof *sorted);
    int error = loads == NULL || sorted == NULL ? ENOMEM : 0;
    if (error == 0) {
        memcpy(sorted, costs, items * sizeof *sorted);
        qsort(sorted, items, sizeof *sorted, by_descending_cost);
        oracle->longest_first = (double)makespan(sorted, items, loads, workers) / sum;
        oracle->in_order = (double)makespan(costs, items, loads, workers) / sum;
    }
    free(sorted);
    free(loads);
    return error;
}
