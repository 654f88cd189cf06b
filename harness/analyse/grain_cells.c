/* SPDX-License-Identifier: MIT */
/* Which cells make a curve. */
#include "analyse/grain_cells.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double grain_items(const struct results *results, const struct result_cell *cell)
{
    for (size_t i = 0; i < results->workload_count; i++)
        if (strcmp(results->workloads[i].label, cell->workload) == 0)
            return results->workloads[i].items;
    return (double)NAN;
}

/* Whether all items of the workload cost the same, and can be of any grain: "spin", with no other
 * settings than items and grain. */
static bool is_uniform_spin(const char *label)
{
    if (strncmp(label, "spin", 4) != 0)
        return false;
    const char *rest = label + 4;
    for (char before = ':'; *rest == before; before = ',') {
        rest++;
        if (strncmp(rest, "items=", 6) != 0 && strncmp(rest, "grain=", 6) != 0)
            return false;
        rest += strcspn(rest, ",");
    }
    return *rest == '\0';
}

bool grain_is_alike(const struct grain_curve *one, const struct grain_curve *other)
{
    return one->kind == other->kind && one->cell->workers == other->cell->workers;
}

static bool has_failed(const struct results *results, size_t cell)
{
    for (size_t i = 0; i < results->repetition_count; i++)
        if (results->repetitions[i].cell == cell && results->repetitions[i].error != NULL)
            return true;
    return false;
}

/* Whether the cell is on a curve, and of which kind. */
static bool is_on_curve(const struct results *results, size_t index, enum grain_kind *kind)
{
    const struct result_cell *cell = &results->cells[index];
    double items = grain_items(results, cell);
    *kind = items > cell->workers ? GRAIN_BAG : GRAIN_STEP;
    return !cell->baseline && !cell->is_base && is_uniform_spin(cell->workload) &&
           items >= cell->workers && !has_failed(results, index) &&
           repetitions_baseline(results, cell) < results->cell_count;
}

/* The curve of such a cell, added if it is the first; NULL without memory. */
static struct grain_curve *curve_of(const struct results *results, struct grain_curves *curves,
                                    enum grain_kind kind, const struct result_cell *cell)
{
    for (size_t i = 0; i < curves->count; i++) {
        struct grain_curve *curve = &curves->all[i];
        if (curve->kind == kind && curve->cell->workers == cell->workers &&
            strcmp(curve->cell->strategy, cell->strategy) == 0)
            return curve;
    }
    struct grain_curve *curve = &curves->all[curves->count++];
    *curve = (struct grain_curve){
        .kind = kind,
        .cell = cell,
        .cells = calloc(results->cell_count, sizeof *curve->cells),
        .points = calloc(results->cell_count, sizeof *curve->points),
    };
    return curve->cells != NULL && curve->points != NULL ? curve : NULL;
}

static void release_curve(struct grain_curve *curve)
{
    free(curve->cells);
    free(curve->points);
}

void grain_cells_drop_short(struct grain_curves *curves)
{
    size_t kept = 0;
    for (size_t i = 0; i < curves->count; i++) {
        if (curves->all[i].count >= GRAIN_POINTS_LEAST)
            curves->all[kept++] = curves->all[i];
        else
            release_curve(&curves->all[i]);
    }
    curves->count = kept;
}

int grain_cells_collect(const struct results *results, struct grain_curves *curves)
{
    *curves = (struct grain_curves){ .all = calloc(results->cell_count + 1, sizeof *curves->all) };
    if (curves->all == NULL)
        return ENOMEM;
    for (size_t i = 0; i < results->cell_count; i++) {
        enum grain_kind kind;
        if (!is_on_curve(results, i, &kind))
            continue;
        struct grain_curve *curve = curve_of(results, curves, kind, &results->cells[i]);
        if (curve == NULL)
            return ENOMEM;
        curve->cells[curve->count++] = i;
    }
    grain_cells_drop_short(curves);
    return 0;
}

void grain_curves_release(struct grain_curves *curves)
{
    for (size_t i = 0; i < curves->count; i++)
        release_curve(&curves->all[i]);
    free(curves->all);
    *curves = (struct grain_curves){ 0 };
}

bool grain_has_curves(const struct results *results)
{
    struct grain_curves curves;
    bool has_curves = grain_cells_collect(results, &curves) == 0 && curves.count > 0;
    grain_curves_release(&curves);
    return has_curves;
}
