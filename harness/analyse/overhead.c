/* SPDX-License-Identifier: MIT */
/* Where the time of the workers went. */
#include "analyse/overhead.h"
#include <math.h>
#include <stdlib.h>

const char *const overhead_part_names[OVERHEAD_PARTS] = {
    [PART_COMPUTE] = "compute",   [PART_OPEN] = "open",           [PART_STARTUP] = "start-up",
    [PART_DISPATCH] = "dispatch", [PART_IMBALANCE] = "imbalance", [PART_FINISH] = "finish",
    [PART_CLOSE] = "close",
};

static double mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

struct overhead overhead_of(const struct repetition *repetition, unsigned workers,
                            const struct repetition *serial, enum overhead_use use)
{
    bool is_warm = use == OVERHEAD_WARM;
    double busy_ns = is_warm ? repetition->busy_ns : repetition->first_busy_ns;
    double compute_ns = (is_warm ? serial->busy_ns : serial->first_busy_ns) / workers;
    struct overhead overhead = {
        .wall_ns = is_warm ? mean(repetition->run_ns, repetition->runs) : repetition->once_ns,
        .part_ns = {
            [PART_COMPUTE] = compute_ns,
            [PART_OPEN] = is_warm ? 0 : repetition->open_ns,
            [PART_STARTUP] = is_warm ? repetition->startup_ns : repetition->first_startup_ns,
            [PART_DISPATCH] = busy_ns - compute_ns,
            [PART_IMBALANCE] = is_warm ? repetition->imbalance_ns : repetition->first_imbalance_ns,
            [PART_FINISH] = is_warm ? repetition->finish_ns : repetition->first_finish_ns,
            [PART_CLOSE] = is_warm ? 0 : repetition->close_ns,
        },
        .blocks = 1,
    };
    for (size_t part = 0; part < OVERHEAD_PARTS; part++)
        if (!isfinite(overhead.part_ns[part]))
            return (struct overhead){ .blocks = 0 };
    return overhead;
}

static int by_wall(const void *left, const void *right)
{
    const struct overhead *a = left;
    const struct overhead *b = right;
    return (a->wall_ns > b->wall_ns) - (a->wall_ns < b->wall_ns);
}

struct overhead overhead_mean(struct overhead *all, size_t count)
{
    struct overhead sum = { .blocks = 0 };
    qsort(all, count, sizeof *all, by_wall);
    size_t cut = count / 4;
    for (size_t i = cut; i < count - cut; i++) {
        sum.wall_ns += all[i].wall_ns;
        for (size_t part = 0; part < OVERHEAD_PARTS; part++)
            sum.part_ns[part] += all[i].part_ns[part];
    }
    if (count == 0)
        return sum;
    sum.blocks = count - 2 * cut;
    sum.wall_ns /= (double)sum.blocks;
    for (size_t part = 0; part < OVERHEAD_PARTS; part++)
        sum.part_ns[part] /= (double)sum.blocks;
    return sum;
}

double overhead_imbalance(const struct worker_figures *workers)
{
    if (workers->count < 2)
        return (double)NAN;
    double count = (double)workers->count;
    double most = workers->values[0];
    for (size_t i = 1; i < workers->count; i++)
        most = fmax(most, workers->values[i]);
    double all = mean(workers->values, workers->count);
    return all > 0 ? (most / all - 1) * count / (count - 1) : (double)NAN;
}
