/* SPDX-License-Identifier: MIT */
/* The good repetitions of each cell by block. */
#include "analyse/turn.h"
#include <errno.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_cell_and_block(const void *left, const void *right)
{
    const struct turn *a = left;
    const struct turn *b = right;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->block > b->block) - (a->block < b->block);
}

/* Fills `turns`, which has room for every repetition, and sorts it. Returns how many there are, or
 * SIZE_MAX when out of memory. */
static size_t collect(const struct results *results, struct turn *turns)
{
    size_t count = 0;
    for (size_t i = 0; i < results->repetition_count; i++) {
        const struct repetition *repetition = &results->repetitions[i];
        if (repetition->error != NULL)
            continue;
        double *runs = malloc(repetition->runs * sizeof *runs);
        if (runs == NULL)
            return SIZE_MAX;
        memcpy(runs, repetition->run_ns, repetition->runs * sizeof *runs);
        turns[count++] = (struct turn){ .cell = repetition->cell,
                                        .block = repetition->block,
                                        .run_ns = gsl_stats_median(runs, 1, repetition->runs),
                                        .repetition = repetition };
        free(runs);
    }
    qsort(turns, count, sizeof *turns, by_cell_and_block);
    return count;
}

int turn_index_create(const struct results *results, struct turn_index *index)
{
    size_t room = results->repetition_count + 1;
    *index = (struct turn_index){
        .turns = calloc(room, sizeof *index->turns),
        .by_cell = calloc(results->cell_count + 1, sizeof *index->by_cell),
        .values = calloc(room, sizeof *index->values),
    };
    size_t count = SIZE_MAX;
    if (index->turns != NULL && index->by_cell != NULL && index->values != NULL)
        count = collect(results, index->turns);
    if (count == SIZE_MAX) {
        turn_index_release(index);
        return ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        struct turns *of_cell = &index->by_cell[index->turns[i].cell];
        if (of_cell->count++ == 0)
            of_cell->first = &index->turns[i];
    }
    return 0;
}

void turn_index_release(struct turn_index *index)
{
    free(index->turns);
    free(index->by_cell);
    free(index->values);
    *index = (struct turn_index){ 0 };
}

/* Adds a value that exists. */
static void add(const struct turn_index *index, size_t *count, double value)
{
    if (isfinite(value))
        index->values[(*count)++] = value;
}

struct estimate turns_estimate(const struct turn_index *index, size_t cell, turn_figure *figure)
{
    struct turns own = index->by_cell[cell];
    size_t count = 0;
    for (size_t i = 0; i < own.count; i++)
        add(index, &count, figure(&own.first[i]));
    return estimate_median(index->values, count, ESTIMATE_LEVEL);
}

struct estimate turns_compare(const struct turn_index *index, size_t one, size_t other,
                              turn_figure *figure, enum pairing pairing, double level)
{
    struct turns a = index->by_cell[one];
    struct turns b = index->by_cell[other];
    size_t count = 0;
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        if (a.first[i].block < b.first[j].block) {
            i++;
        } else if (a.first[i].block > b.first[j].block) {
            j++;
        } else {
            double left = figure(&a.first[i++]);
            double right = figure(&b.first[j++]);
            add(index, &count, pairing == PAIR_RATIO ? left / right : left - right);
        }
    }
    return estimate_median(index->values, count, level);
}

double turn_run_ns(const struct turn *turn)
{
    return turn->run_ns;
}

double turn_once_ns(const struct turn *turn)
{
    return turn->repetition->once_ns;
}
