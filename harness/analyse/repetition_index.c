/* SPDX-License-Identifier: MIT */
/* The good repetitions of each cell by block. */
#include "analyse/repetition_index.h"
#include <errno.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_cell_and_block(const void *left, const void *right)
{
    const struct repetition_summary *a = left;
    const struct repetition_summary *b = right;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->block > b->block) - (a->block < b->block);
}

/* Fills `summaries`, which has room for every repetition, and sorts it. Returns how many there are,
 * or SIZE_MAX when out of memory. */
static size_t collect(const struct results *results, struct repetition_summary *summaries)
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
        summaries[count++] =
            (struct repetition_summary){ .cell = repetition->cell,
                                         .block = repetition->block,
                                         .workers = results->cells[repetition->cell].workers,
                                         .run_ns = gsl_stats_median(runs, 1, repetition->runs),
                                         .repetition = repetition };
        free(runs);
    }
    qsort(summaries, count, sizeof *summaries, by_cell_and_block);
    return count;
}

int repetition_index_create(const struct results *results, struct repetition_index *index)
{
    size_t room = results->repetition_count + 1;
    *index = (struct repetition_index){
        .summaries = calloc(room, sizeof *index->summaries),
        .by_cell = calloc(results->cell_count + 1, sizeof *index->by_cell),
        .values = calloc(room, sizeof *index->values),
    };
    size_t count = SIZE_MAX;
    if (index->summaries != NULL && index->by_cell != NULL && index->values != NULL)
        count = collect(results, index->summaries);
    if (count == SIZE_MAX) {
        repetition_index_release(index);
        return ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        struct cell_repetitions *of_cell = &index->by_cell[index->summaries[i].cell];
        if (of_cell->count++ == 0)
            of_cell->first = &index->summaries[i];
    }
    return 0;
}

void repetition_index_release(struct repetition_index *index)
{
    free(index->summaries);
    free(index->by_cell);
    free(index->values);
    *index = (struct repetition_index){ 0 };
}

struct estimate repetitions_estimate(const struct repetition_index *index, size_t cell,
                                     repetition_figure *figure)
{
    struct cell_repetitions own = index->by_cell[cell];
    size_t count = 0;
    for (size_t i = 0; i < own.count; i++) {
        index->values[count] = figure(&own.first[i]);
        count += isnan(index->values[count]) ? 0 : 1;
    }
    return estimate_median(index->values, count, ESTIMATE_LEVEL);
}

struct block_pairs repetitions_pairs(const struct repetition_index *index, size_t one, size_t other)
{
    return (struct block_pairs){ index->by_cell[one], index->by_cell[other] };
}

static const struct repetition_summary *take(struct cell_repetitions *rest)
{
    rest->count--;
    return rest->first++;
}

bool block_pairs_next(struct block_pairs *pairs, const struct repetition_summary **one,
                      const struct repetition_summary **other)
{
    while (pairs->one.count > 0 && pairs->other.count > 0) {
        unsigned block = pairs->one.first->block;
        unsigned other_block = pairs->other.first->block;
        *one = block <= other_block ? take(&pairs->one) : NULL;
        *other = other_block <= block ? take(&pairs->other) : NULL;
        if (*one != NULL && *other != NULL)
            return true;
    }
    return false;
}

static double compare(double left, double right, enum pairing pairing)
{
    switch (pairing) {
    case PAIR_RATIO:
        return left / right;
    case PAIR_DIFFERENCE:
        return left - right;
    case PAIR_LOG_RATIO:
        break;
    }
    return log(left / right);
}

size_t repetitions_pair(const struct repetition_index *index, size_t one, size_t other,
                        repetition_figure *figure, enum pairing pairing)
{
    struct block_pairs pairs = repetitions_pairs(index, one, other);
    const struct repetition_summary *a;
    const struct repetition_summary *b;
    size_t count = 0;
    while (block_pairs_next(&pairs, &a, &b))
        index->values[count++] = compare(figure(a), figure(b), pairing);
    return count;
}

struct estimate repetitions_compare(const struct repetition_index *index, size_t one, size_t other,
                                    repetition_figure *figure, enum pairing pairing, double level)
{
    size_t count = repetitions_pair(index, one, other, figure, pairing);
    return estimate_median(index->values, count, level);
}

size_t repetitions_baseline(const struct results *results, const struct result_cell *cell)
{
    for (size_t i = 0; i < results->cell_count; i++)
        if (results->cells[i].baseline && strcmp(results->cells[i].workload, cell->workload) == 0)
            return i;
    return results->cell_count;
}

double repetition_run_ns(const struct repetition_summary *summary)
{
    return summary->run_ns;
}

double repetition_once_ns(const struct repetition_summary *summary)
{
    return summary->repetition->once_ns;
}
