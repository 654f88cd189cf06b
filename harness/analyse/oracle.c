/* SPDX-License-Identifier: MIT */
/* List scheduling of known costs. */
#include "analyse/oracle.h"
#include "analyse/least.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The greatest load when all are given, in this order. */
static double makespan(const uint64_t *costs, uint64_t items, double *loads, unsigned workers)
{
    memset(loads, 0, workers * sizeof *loads);
    for (uint64_t item = 0; item < items; item++)
        least_replace(loads, workers, loads[0] + (double)costs[item]);
    double greatest = 0;
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
    double *loads = calloc(workers, sizeof *loads);
    uint64_t *sorted = malloc(items * sizeof *sorted);
    int error = loads == NULL || sorted == NULL ? ENOMEM : 0;
    if (error == 0) {
        memcpy(sorted, costs, items * sizeof *sorted);
        qsort(sorted, items, sizeof *sorted, by_descending_cost);
        oracle->longest_first = makespan(sorted, items, loads, workers) / sum;
        oracle->in_order = makespan(costs, items, loads, workers) / sum;
    }
    free(sorted);
    free(loads);
    return error;
}
