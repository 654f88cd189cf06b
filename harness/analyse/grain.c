/* SPDX-License-Identifier: MIT */
/* Efficiency against grain. */
#include "analyse/grain.h"
#include "analyse/grain_cells.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <stdlib.h>

/* --- points ----------------------------------------------------------------------------------- */

/* The median over the blocks that have the cell and its baseline; without one, its efficiency has
 * count 0. */
static struct metg_point measure(const struct results *results,
                                 const struct repetition_index *index, size_t number)
{
    const struct result_cell *cell = &results->cells[number];
    size_t baseline = repetitions_baseline(results, cell);
    struct metg_point point = {
        .grain_ns = repetitions_estimate(index, baseline, repetition_run_ns).median /
                    grain_items(results, cell),
    };
    size_t count = repetitions_pair(index, baseline, number, repetition_run_ns, PAIR_RATIO);
    for (size_t i = 0; i < count; i++)
        index->values[i] /= cell->workers;
    point.efficiency = estimate_median(index->values, count, ESTIMATE_LEVEL);
    return point;
}

static int by_grain(const void *left, const void *right)
{
    const struct metg_point *a = left;
    const struct metg_point *b = right;
    return (a->grain_ns > b->grain_ns) - (a->grain_ns < b->grain_ns);
}

static void measure_curve(const struct results *results, const struct repetition_index *index,
                          struct grain_curve *curve)
{
    size_t measured = 0;
    for (size_t i = 0; i < curve->count; i++) {
        struct metg_point point = measure(results, index, curve->cells[i]);
        if (point.efficiency.count > 0)
            curve->points[measured++] = point;
    }
    curve->count = measured;
    qsort(curve->points, measured, sizeof *curve->points, by_grain);
    if (measured > 0)
        curve->metg = metg_estimate(curve->points, measured);
}

/* --- order ------------------------------------------------------------------------------------ */

static int by_metg(const void *left, const void *right)
{
    static const int ranks[] = { [METG_BELOW] = 0, [METG_WITHIN] = 1, [METG_ABOVE] = 2 };
    const struct grain_curve *a = left;
    const struct grain_curve *b = right;
    const struct metg *metg_a = &a->metg.median;
    const struct metg *metg_b = &b->metg.median;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->cell->workers != b->cell->workers)
        return a->cell->workers < b->cell->workers ? -1 : 1;
    if (metg_a->side != metg_b->side)
        return ranks[metg_a->side] - ranks[metg_b->side];
    if (metg_a->side == METG_WITHIN && metg_a->ns < metg_b->ns)
        return -1;
    if (metg_a->side == METG_WITHIN && metg_a->ns > metg_b->ns)
        return 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static void order(struct grain_curves *curves)
{
    qsort(curves->all, curves->count, sizeof *curves->all, by_metg);
    const struct grain_curve *first = curves->all;
    for (size_t i = 1; i < curves->count; i++) {
        struct grain_curve *curve = &curves->all[i];
        if (!grain_is_alike(first, curve))
            first = curve;
        else if (first->metg.median.side == METG_WITHIN && curve->metg.median.side == METG_WITHIN)
            curve->behind = curve->metg.median.ns / first->metg.median.ns;
    }
}

int grain_curves_make(const struct results *results, struct grain_curves *curves)
{
    struct repetition_index index = { 0 };
    int error = grain_cells_collect(results, curves);
    if (error == 0)
        error = repetition_index_create(results, &index);
    for (size_t i = 0; i < curves->count && error == 0; i++)
        measure_curve(results, &index, &curves->all[i]);
    repetition_index_release(&index);
    if (error != 0) {
        grain_curves_release(curves);
        return error;
    }
    grain_cells_drop_short(curves);
    order(curves);
    return 0;
}
