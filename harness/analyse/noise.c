/* SPDX-License-Identifier: MIT */
/* Which repetitions were disturbed, and by what. */
#include "analyse/noise.h"
#include <math.h>

/* Of a processor, or of the wall time. Half of the medians in results/sample are known to ±3.6 % or
 * worse, so what takes less than this hardly shows. */
#define SHARE_MOST 0.05

/* Pressure counts the short waits of our own processes, too: the caller, a worker and the conductor
 * wake each other. */
#define PRESSURE_MOST 0.10

const char *const noise_cause_names[NOISE_CAUSES] = {
    [NOISE_WAITED] = "waited", [NOISE_STRANGERS] = "strangers", [NOISE_PRESSURE] = "pressure",
    [NOISE_STEAL] = "steal",   [NOISE_THROTTLED] = "throttled",
};

/* How many processors strangers may take: as many as the workers leave idle, but no more than a
 * part of all, because processors share caches, memory and heat. */
static double strangers_most(const struct noise_demand *demand)
{
    unsigned idle = demand->workers < demand->processors ? demand->processors - demand->workers : 0;
    return fmin(idle + SHARE_MOST, SHARE_MOST * demand->processors);
}

/* NaN is above nothing. */
static unsigned exceeds(double ns, double wall_ns, double most, enum noise_cause cause)
{
    return ns > most * wall_ns ? 1U << cause : 0;
}

/* With a worker on each processor, the cell's own processes wait for each other: only what others
 * took is a disturbance then. */
unsigned noise_causes(const struct repetition *repetition, const struct noise_demand *demand)
{
    double wall_ns = repetition->wall_ns;
    double error_ns = repetition->strangers_error_ns;
    bool leaves_one = demand->workers < demand->processors;
    unsigned causes = exceeds(repetition->strangers_ns - error_ns, wall_ns, strangers_most(demand),
                              NOISE_STRANGERS) |
                      exceeds(repetition->steal_ns - error_ns, wall_ns, SHARE_MOST, NOISE_STEAL) |
                      exceeds(repetition->throttled_ns, wall_ns, SHARE_MOST, NOISE_THROTTLED);
    if (demand->is_serial || leaves_one)
        causes |= exceeds(repetition->waited_ns, wall_ns, SHARE_MOST, NOISE_WAITED);
    if (!demand->is_serial && leaves_one)
        causes |= exceeds(repetition->pressure_ns, wall_ns, PRESSURE_MOST, NOISE_PRESSURE);
    return causes;
}

unsigned noise_causes_of(const struct results *results, const struct repetition *repetition)
{
    const struct result_cell *cell = &results->cells[repetition->cell];
    const struct noise_demand demand = {
        .workers = cell->workers,
        .processors = results->processors,
        .is_serial = cell->baseline,
    };
    return repetition->error == NULL ? noise_causes(repetition, &demand) : 0;
}
