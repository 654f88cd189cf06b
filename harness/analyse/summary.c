/* SPDX-License-Identifier: MIT */
/* From samples to statistics: one summary a cell. */
#include "analyse/summary.h"
#include "analyse/noise.h"
#include "analyse/repetition_index.h"
#include <math.h>
#include <stdlib.h>

/* --- the metrics ------------------------------------------------------------------------------ */

/* The parts add up to the mean run, so a share of their sum is a share of that, and never above
 * 1. */
static double share(const struct repetition_summary *summary, double part_ns)
{
    const struct repetition *repetition = summary->repetition;
    double run_ns = repetition->startup_ns + repetition->busy_ns + repetition->imbalance_ns +
                    repetition->finish_ns;
    return run_ns > 0 ? part_ns / run_ns : 0;
}

static double startup_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->startup_ns);
}

static double imbalance_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->imbalance_ns);
}

static double finish_share(const struct repetition_summary *summary)
{
    return share(summary, summary->repetition->finish_ns);
}

static double open_share(const struct repetition_summary *summary)
{
    return summary->repetition->open_ns / summary->repetition->once_ns;
}

#define AT(member) offsetof(struct summary, member)

const struct cell_metric cell_metrics[] = {
    { "run", CELL_TIME, 1, true, AT(run), repetition_run_ns, "run",
      "warm: one call of the strategy's run, all items, pool already open" },
    { "once", CELL_TIME, 4, false, AT(once), repetition_once_ns, "once",
      "open + first run + close: what a program pays that uses the pool a single time" },
    { "speedup", CELL_RATIO, 2, true, AT(speedup), repetition_run_ns, "speedup",
      "serial run / run" },
    { "efficiency", CELL_PER_WORKER, 3, false, AT(efficiency), repetition_run_ns, "efficiency",
      "speedup / workers; 1 is ideal" },
    { "once_speedup", CELL_RATIO, 5, false, AT(once_speedup), repetition_once_ns, "speedup",
      "serial once / once" },
    { "once_efficiency", CELL_PER_WORKER, 0, false, AT(once_efficiency), repetition_once_ns, NULL,
      "once speedup / workers" },
    { "startup_share", CELL_SHARE, 6, false, AT(startup_share), startup_share, "start-up",
      "part of the run that a worker, on average, waits for its first item to begin; one that gets "
      "none waits until all is done" },
    { "imbalance_share", CELL_SHARE, 7, false, AT(imbalance_share), imbalance_share, "imbalance",
      "part of the run that a worker, on average, has ended and waits for the last one" },
    { "finish_share", CELL_SHARE, 0, false, AT(finish_share), finish_share, NULL,
      "part of the run after the last worker has ended and before run returns" },
    { "open_share", CELL_SHARE, 0, false, AT(open_share), open_share, NULL,
      "part of once that open takes" },
    { "regret", CELL_REGRET, 0, false, AT(regret), repetition_run_ns, NULL,
      "run / (serial run * oracle_share): how much longer than the shortest schedule of items of "
      "known cost; 1 is ideal" },
    { 0 },
};

const char *cell_metric_unit(const struct cell_metric *metric)
{
    return metric->kind == CELL_TIME ? "ns" : "";
}

const struct estimate *cell_metric_estimate(const struct cell_metric *metric,
                                            const struct summary *summary)
{
    return (const struct estimate *)((const char *)summary + metric->offset);
}

/* --- the cells -------------------------------------------------------------------------------- */

/* Division by a positive number keeps the order, so it goes through a median and its interval. */
static struct estimate divide(struct estimate estimate, double by)
{
    estimate.median /= by;
    estimate.low /= by;
    estimate.high /= by;
    return estimate;
}

/* The same in all repetitions of a cell; NaN if there is none, or in older files. */
static double oracle_share(const struct repetition_index *index, size_t cell)
{
    const struct cell_repetitions *repetitions = &index->by_cell[cell];
    return repetitions->count > 0 ? repetitions->first->repetition->oracle_share : (double)NAN;
}

static struct estimate regret(const struct repetition_index *index, size_t cell, size_t base)
{
    double share = oracle_share(index, cell);
    if (!(share > 0))
        return (struct estimate){ .count = 0 };
    return divide(
        repetitions_compare(index, cell, base, repetition_run_ns, PAIR_RATIO, ESTIMATE_LEVEL),
        share);
}

/* `base` is the index of the cell's baseline. */
static struct estimate estimate(const struct repetition_index *index,
                                const struct cell_metric *metric, const struct results *results,
                                size_t cell, size_t base)
{
    if (metric->kind == CELL_TIME || metric->kind == CELL_SHARE)
        return repetitions_estimate(index, cell, metric->figure);
    if (metric->kind == CELL_REGRET)
        return regret(index, cell, base);
    struct estimate ratio =
        repetitions_compare(index, base, cell, metric->figure, PAIR_RATIO, ESTIMATE_LEVEL);
    return metric->kind == CELL_RATIO ? ratio : divide(ratio, results->cells[cell].workers);
}

static double early_ns(const struct repetition_index *index, size_t cell)
{
    const struct cell_repetitions *of_cell = &index->by_cell[cell];
    size_t count = 0;
    for (size_t i = 0; i < of_cell->count; i++)
        if (isfinite(of_cell->first[i].repetition->early_ns))
            index->values[count++] = of_cell->first[i].repetition->early_ns;
    return estimate_median(index->values, count, ESTIMATE_LEVEL).median;
}

/* Errors and disturbances. */
static void note_repetitions(const struct results *results, struct summary *summaries)
{
    for (size_t i = 0; i < results->repetition_count; i++) {
        const struct repetition *repetition = &results->repetitions[i];
        struct summary *summary = &summaries[repetition->cell];
        summary->disturbed += noise_causes_of(results, repetition) != 0;
        if (repetition->error != NULL && summary->error == NULL)
            summary->error = repetition->error;
    }
}

struct summary *summarise(const struct results *results)
{
    struct repetition_index index;
    struct summary *summaries = calloc(results->cell_count + 1, sizeof *summaries);
    if (summaries == NULL || repetition_index_create(results, &index) != 0) {
        free(summaries);
        return NULL;
    }
    for (size_t cell = 0; cell < results->cell_count; cell++) {
        size_t base = repetitions_baseline(results, &results->cells[cell]);
        summaries[cell].cell = &results->cells[cell];
        double share = oracle_share(&index, cell);
        summaries[cell].bound = share > 0 ? 1 / share : 0;
        summaries[cell].early_ns = early_ns(&index, cell);
        for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
            *(struct estimate *)((char *)&summaries[cell] + metric->offset) =
                estimate(&index, metric, results, cell, base);
    }
    note_repetitions(results, summaries);
    repetition_index_release(&index);
    return summaries;
}
