/* SPDX-License-Identifier: MIT */
/* From samples to statistics: one summary a cell. */
#include "analyse/summary.h"
#include "analyse/noise.h"
#include "analyse/repetition_index.h"
#include <math.h>
#include <stdlib.h>

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
    if (metric->kind == CELL_TIME || metric->kind == CELL_SHARE || metric->kind == CELL_RATE ||
        metric->kind == CELL_COUNT)
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

/* Gives each repetition of the cell the serial one of its block. */
static void join_serial(const struct repetition_index *index, size_t cell, size_t base)
{
    struct block_pairs pairs = repetitions_pairs(index, cell, base);
    const struct repetition_summary *own;
    const struct repetition_summary *serial;
    while (block_pairs_next(&pairs, &own, &serial))
        index->summaries[own - index->summaries].serial = serial->repetition;
}

/* `all` has room for one of each repetition. */
static struct overhead overhead(const struct repetition_index *index, size_t cell,
                                enum overhead_use use, struct overhead *all)
{
    const struct cell_repetitions *of_cell = &index->by_cell[cell];
    size_t count = 0;
    for (size_t i = 0; i < of_cell->count; i++) {
        const struct repetition_summary *own = &of_cell->first[i];
        if (own->serial == NULL)
            continue;
        all[count] = overhead_of(own->repetition, own->workers, own->serial, use);
        count += all[count].blocks;
    }
    return overhead_mean(all, count);
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
    struct overhead *overheads = calloc(results->repetition_count + 1, sizeof *overheads);
    if (summaries == NULL || overheads == NULL || repetition_index_create(results, &index) != 0) {
        free(summaries);
        free(overheads);
        return NULL;
    }
    for (size_t cell = 0; cell < results->cell_count; cell++) {
        size_t base = repetitions_baseline(results, &results->cells[cell]);
        summaries[cell].cell = &results->cells[cell];
        join_serial(&index, cell, base);
        double share = oracle_share(&index, cell);
        summaries[cell].bound = share > 0 ? 1 / share : 0;
        summaries[cell].early_ns = early_ns(&index, cell);
        for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
            *(struct estimate *)((char *)&summaries[cell] + metric->offset) =
                estimate(&index, metric, results, cell, base);
        for (enum overhead_use use = OVERHEAD_WARM; use < OVERHEAD_USES; use++)
            summaries[cell].overhead[use] = overhead(&index, cell, use, overheads);
    }
    free(overheads);
    note_repetitions(results, summaries);
    repetition_index_release(&index);
    return summaries;
}
