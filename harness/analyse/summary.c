/* SPDX-License-Identifier: MIT */
/* From samples to statistics: one summary a cell. */
#include "analyse/summary.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <stdlib.h>
#include <string.h>

/* --- the median and its interval -------------------------------------------------------------- */

/* How often the interval between the order statistics k and n+1−k misses the median: both ways, it
 * does when fewer than k of n values lie on one side of it, each with probability 1/2. */
static double miss_probability(size_t rank, size_t count)
{
    return 2 * gsl_cdf_binomial_P((unsigned)(rank - 1), 0.5, (unsigned)count);
}

/* The greatest rank k that misses in at most 5 % of cases; 0 when even the whole range misses more
 * often. */
static size_t interval_rank(size_t count)
{
    size_t good = 0;
    size_t bad = count / 2 + 1;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;
        if (miss_probability(middle, count) <= 0.05)
            good = middle;
        else
            bad = middle;
    }
    return good;
}

struct estimate estimate_median(double *values, size_t count)
{
    if (count == 0)
        return (struct estimate){ 0 };
    gsl_sort(values, 1, count);
    size_t rank = interval_rank(count);
    size_t least = rank > 0 ? rank : 1;
    return (struct estimate){
        .median = gsl_stats_median_from_sorted_data(values, 1, count),
        .low = values[least - 1],
        .high = values[count - least],
        .count = count,
        .has_interval = rank > 0,
    };
}

/* --- the good repetitions, by cell and block -------------------------------------------------- */

/* A good repetition, boiled down to what is compared. */
struct turn {
    size_t cell;
    unsigned block;
    double run_ns; /* median of its timed runs */
    const struct repetition *repetition;
};

/* The turns of one cell, by block. */
struct turns {
    const struct turn *first;
    size_t count;
};

typedef double figure_function(const struct turn *turn);

static double run_of(const struct turn *turn)
{
    return turn->run_ns;
}

static double once_of(const struct turn *turn)
{
    return turn->repetition->once_ns;
}

/* Its parts add up to the mean run, so a share of their sum is a share of that, and never
 * above 1. */
static double share_of_run(const struct repetition *repetition, double part_ns)
{
    double run_ns = repetition->startup_ns + repetition->busy_ns + repetition->imbalance_ns +
                    repetition->finish_ns;
    return run_ns > 0 ? part_ns / run_ns : 0;
}

static double startup_share_of(const struct turn *turn)
{
    return share_of_run(turn->repetition, turn->repetition->startup_ns);
}

static double imbalance_share_of(const struct turn *turn)
{
    return share_of_run(turn->repetition, turn->repetition->imbalance_ns);
}

static double finish_share_of(const struct turn *turn)
{
    return share_of_run(turn->repetition, turn->repetition->finish_ns);
}

static double open_share_of(const struct turn *turn)
{
    return turn->repetition->open_ns / turn->repetition->once_ns;
}

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
static size_t collect_turns(const struct results *results, struct turn *turns)
{
    size_t count = 0;
    for (size_t i = 0; i < results->repetition_count; i++) {
        const struct repetition *repetition = &results->repetitions[i];
        if (repetition->error)
            continue;
        double *runs = malloc(repetition->runs * sizeof *runs);
        if (!runs)
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

/* --- one cell --------------------------------------------------------------------------------- */

/* `values` is scratch for the functions below, with room for a value of every turn. */

static struct estimate estimate_figure(struct turns own, figure_function *figure, double *values)
{
    for (size_t i = 0; i < own.count; i++)
        values[i] = figure(&own.first[i]);
    return estimate_median(values, own.count);
}

/* base / own, in every block that has both: what disturbed a block disturbed the two alike. */
static struct estimate estimate_ratio(struct turns base, struct turns own, figure_function *figure,
                                      double *values)
{
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < base.count && j < own.count) {
        if (base.first[i].block < own.first[j].block)
            i++;
        else if (base.first[i].block > own.first[j].block)
            j++;
        else
            values[count++] = figure(&base.first[i++]) / figure(&own.first[j++]);
    }
    return estimate_median(values, count);
}

/* Division by a positive number keeps the order, so it goes through a median and its interval. */
static struct estimate divide(struct estimate estimate, double by)
{
    estimate.median /= by;
    estimate.low /= by;
    estimate.high /= by;
    return estimate;
}

static void summarise_cell(struct summary *summary, struct turns own, struct turns base,
                           double *values)
{
    summary->run = estimate_figure(own, run_of, values);
    summary->once = estimate_figure(own, once_of, values);
    summary->speedup = estimate_ratio(base, own, run_of, values);
    summary->efficiency = divide(summary->speedup, summary->cell->workers);
    summary->once_speedup = estimate_ratio(base, own, once_of, values);
    summary->startup_share = estimate_figure(own, startup_share_of, values).median;
    summary->imbalance_share = estimate_figure(own, imbalance_share_of, values).median;
    summary->finish_share = estimate_figure(own, finish_share_of, values).median;
    summary->open_share = estimate_figure(own, open_share_of, values).median;
}

/* --- all cells -------------------------------------------------------------------------------- */

/* Index of the baseline that `cell` refers to; one past the last cell if its workload has none. */
static size_t find_baseline(const struct results *results, const struct result_cell *cell)
{
    for (size_t i = 0; i < results->cell_count; i++)
        if (results->cells[i].baseline && strcmp(results->cells[i].workload, cell->workload) == 0)
            return i;
    return results->cell_count;
}

/* Finds each cell's stretch of the sorted turns. */
static void split_turns(const struct turn *turns, size_t count, struct turns *by_cell)
{
    for (size_t i = 0; i < count; i++) {
        struct turns *of_cell = &by_cell[turns[i].cell];
        if (of_cell->count++ == 0)
            of_cell->first = &turns[i];
    }
}

static void note_errors(const struct results *results, struct summary *summaries)
{
    for (size_t i = 0; i < results->repetition_count; i++) {
        const struct repetition *repetition = &results->repetitions[i];
        struct summary *summary = &summaries[repetition->cell];
        if (repetition->error && !summary->error)
            summary->error = repetition->error;
    }
}

struct summary *summarise(const struct results *results)
{
    size_t cells = results->cell_count;
    size_t room = results->repetition_count;
    struct summary *summaries = calloc(cells + 1, sizeof *summaries);
    struct turns *by_cell = calloc(cells + 1, sizeof *by_cell); /* the last has no turns */
    struct turn *turns = calloc(room + 1, sizeof *turns);
    double *values = calloc(room + 1, sizeof *values);
    size_t count = SIZE_MAX;
    if (summaries && by_cell && turns && values)
        count = collect_turns(results, turns);

    if (count != SIZE_MAX) {
        split_turns(turns, count, by_cell);
        for (size_t i = 0; i < cells; i++) {
            size_t base = find_baseline(results, &results->cells[i]);
            summaries[i].cell = &results->cells[i];
            summarise_cell(&summaries[i], by_cell[i], by_cell[base], values);
        }
        note_errors(results, summaries);
    } else {
        free(summaries);
        summaries = NULL;
    }
    free(by_cell);
    free(turns);
    free(values);
    return summaries;
}
