/* SPDX-License-Identifier: MIT */
/* An estimate of the time left. */
#include "run/pace.h"
#include <math.h>

/* Of a whole block, from the repetitions so far; there must be one. */
static double block_s(const struct pace *pace)
{
    return pace->elapsed_s * (double)pace->cells / (double)pace->repetitions;
}

/* Whole blocks within the budget, at most the requested ones. */
static double blocks_that_fit(const struct pace *pace)
{
    double most = pace->blocks_most;
    return pace->budget_s > 0 ? fmin(floor(pace->budget_s / block_s(pace)), most) : most;
}

unsigned pace_blocks(const struct pace *pace)
{
    if (pace->budget_s <= 0)
        return pace->blocks_most;
    if (pace->blocks_over == 0)
        return 0;
    return (unsigned)fmax(blocks_that_fit(pace), pace->blocks_over);
}

double pace_left_s(const struct pace *pace)
{
    if (pace->repetitions == 0)
        return -1;
    /* The first block is run in any case. */
    double blocks = fmax(blocks_that_fit(pace), 1);
    double repetitions = blocks * (double)pace->cells - (double)pace->repetitions;
    return fmax(repetitions, 0) * block_s(pace) / (double)pace->cells;
}
