/* SPDX-License-Identifier: MIT */
/* One figure of cells over many runs. */
#include "analyse/history.h"
#include "analyse/comparison_sample.h"
#include "analyse/history_changes.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct job {
    const struct results *runs;
    const struct history_options *options;
    struct history *history;
};

/* --- series ----------------------------------------------------------------------------------- */

static bool is_among(const char *word, char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return count == 0;
}

bool history_selects(const struct history_options *options, const struct result_cell *cell)
{
    bool is_one = cell->baseline && options->figure.is_time && !options->is_absolute;
    return !is_one && is_among(cell->name, options->cells, options->cell_count) &&
           is_among(cell->workload, options->workloads, options->workload_count) &&
           is_among(cell->strategy, options->strategies, options->strategy_count) &&
           (options->workers == 0 || options->workers == cell->workers);
}

static const struct result_cell *find_cell(const struct results *results, const char *name)
{
    for (size_t i = 0; i < results->cell_count; i++)
        if (strcmp(results->cells[i].name, name) == 0)
            return &results->cells[i];
    return NULL;
}

static bool has_series(const struct history *history, const char *name)
{
    for (size_t i = 0; i < history->count; i++)
        if (strcmp(history->series[i].cell->name, name) == 0)
            return true;
    return false;
}

static int add_series(struct history *history, const struct result_cell *cell)
{
    if (history->count == HISTORY_SERIES_MAX)
        return E2BIG;
    struct history_series *all = realloc(history->series, (history->count + 1) * sizeof *all);
    if (all == NULL)
        return ENOMEM;
    history->series = all;
    all[history->count++] = (struct history_series){
        .cell = cell,
        .points = calloc(history->runs + 1, sizeof *all->points),
        .changes = calloc(history->runs + 1, sizeof *all->changes),
    };
    return all[history->count - 1].points == NULL || all[history->count - 1].changes == NULL
               ? ENOMEM
               : 0;
}

static int add_all_series(const struct job *job)
{
    int code = 0;
    for (size_t run = 0; run < job->history->runs; run++)
        for (size_t i = 0; i < job->runs[run].cell_count && code == 0; i++) {
            const struct result_cell *cell = &job->runs[run].cells[i];
            if (history_selects(job->options, cell) && !has_series(job->history, cell->name))
                code = add_series(job->history, cell);
        }
    return code;
}

/* --- values ----------------------------------------------------------------------------------- */

static void unfold(struct estimate *estimate)
{
    estimate->median = exp(estimate->median);
    estimate->low = exp(estimate->low);
    estimate->high = exp(estimate->high);
}

static void count_failed(const struct results *run, size_t cell, struct history_point *point)
{
    for (size_t i = 0; i < run->repetition_count; i++) {
        const struct repetition *repetition = &run->repetitions[i];
        if (repetition->cell != cell || repetition->error == NULL)
            continue;
        if (point->failed++ == 0)
            point->error = repetition->error;
    }
}

static void take_point(const struct history_options *options, const struct results *run,
                       const struct repetition_index *index, const struct result_cell *cell,
                       struct history_point *point)
{
    point->gap = GAP_NO_CELL;
    if (cell == NULL)
        return;
    size_t own = (size_t)(cell - run->cells);
    count_failed(run, own, point);
    point->gap = index->by_cell[own].count == 0 ? GAP_FAILED : GAP_NO_BLOCK;
    size_t count = sample_take_cell(index, run, &options->figure, cell, options->is_absolute);
    if (count == 0)
        return;
    point->gap = GAP_NONE;
    point->value = estimate_median(index->values, count, ESTIMATE_LEVEL);
    unfold(&point->value);
}

static int take_run(const struct job *job, size_t run)
{
    const struct results *results = &job->runs[run];
    struct repetition_index index;
    int code = repetition_index_create(results, &index);
    if (code != 0)
        return code;
    for (size_t i = 0; i < job->history->count; i++) {
        struct history_series *series = &job->history->series[i];
        take_point(job->options, results, &index, find_cell(results, series->cell->name),
                   &series->points[run]);
    }
    repetition_index_release(&index);
    return 0;
}

/* --- parts ------------------------------------------------------------------------------------ */

static int find_differences(const struct job *job, const struct history_series *series, size_t from,
                            size_t to, struct differences *differences)
{
    const unsigned allowed = job->options->allowed;
    *differences = (struct differences){ 0 };
    int code = differences_add_run(differences, &job->runs[from], &job->runs[to], allowed);
    if (code == 0)
        code = differences_add_workload(differences, &job->runs[from], &job->runs[to],
                                        series->cell->workload, allowed);
    if (code != 0)
        differences_release(differences);
    return code;
}

/* Looks backwards for a point with which this one is comparable. Since what is compared must be
 * equal, it is then comparable with all of that part. */
static int find_part(const struct job *job, struct history_series *series, size_t at)
{
    struct history_point *point = &series->points[at];
    bool is_first = true;
    point->part = series->part_count;
    point->previous = at;
    for (size_t other = at; other-- > 0;) {
        struct differences differences;
        if (series->points[other].gap != GAP_NONE)
            continue;
        int code = find_differences(job, series, other, at, &differences);
        if (code != 0)
            return code;
        bool is_comparable = !differences_forbid(&differences, series->cell->workload);
        if (is_comparable || is_first) {
            differences_release(&point->differences);
            point->differences = differences;
        } else {
            differences_release(&differences);
        }
        is_first = false;
        if (is_comparable) {
            point->part = series->points[other].part;
            point->previous = other;
            return 0;
        }
    }
    series->part_count++;
    return 0;
}

static int divide(const struct job *job, struct history_series *series)
{
    int code = 0;
    for (size_t at = 0; at < job->history->runs && code == 0; at++)
        if (series->points[at].gap == GAP_NONE)
            code = find_part(job, series, at);
    return code;
}

/* --- all -------------------------------------------------------------------------------------- */

int history_compute(const struct results *runs, size_t count, const struct history_options *options,
                    struct history *history)
{
    *history = (struct history){ .runs = count };
    const struct job job = { runs, options, history };
    if (count > HISTORY_RUNS_MAX)
        return E2BIG;
    int code = add_all_series(&job);
    for (size_t run = 0; run < count && code == 0; run++)
        code = take_run(&job, run);
    for (size_t i = 0; i < history->count && code == 0; i++)
        code = divide(&job, &history->series[i]);
    if (code == 0)
        code = history_find_changes(history, options->level);
    if (code != 0)
        history_release(history);
    return code;
}

void history_release(struct history *history)
{
    for (size_t i = 0; i < history->count; i++) {
        struct history_series *series = &history->series[i];
        for (size_t at = 0; at < history->runs && series->points != NULL; at++)
            differences_release(&series->points[at].differences);
        free(series->points);
        free(series->changes);
    }
    free(history->series);
    *history = (struct history){ 0 };
}
