/* SPDX-License-Identifier: MIT */
/* The cells of a run as a grid. */
#include "show/grid.h"
#include "kit/text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Gives cell `i` the panel of the cells with its workload, or opens one. In most files these are next
 * to each other. */
static int place_in_panel(const struct results *results, struct grid *grid, size_t i)
{
    const char *workload = results->cells[i].workload;
    for (size_t j = i; j-- > 0;)
        if (strcmp(results->cells[j].workload, workload) == 0) {
            grid->panel[i] = grid->panel[j];
            return 0;
        }
    grid->panel[i] = grid->panel_count;
    grid->workloads[grid->panel_count] = text_printable(workload);
    return grid->workloads[grid->panel_count++] ? 0 : ENOMEM;
}

static int place_in_series(const struct results *results, struct grid *grid, size_t i)
{
    const char *strategy = results->cells[i].strategy;
    grid->series[i] = SERIES_NONE;
    if (results->cells[i].baseline) {
        if (!grid->baseline)
            grid->baseline = text_printable(strategy);
        return grid->baseline ? 0 : ENOMEM;
    }
    for (size_t j = i; j-- > 0;)
        if (grid->series[j] != SERIES_NONE && strcmp(results->cells[j].strategy, strategy) == 0) {
            grid->series[i] = grid->series[j];
            return 0;
        }
    grid->series[i] = grid->series_count;
    grid->strategies[grid->series_count] = text_printable(strategy);
    return grid->strategies[grid->series_count++] ? 0 : ENOMEM;
}

/* Keeps grid->workers ascending and each count in it once. */
static void place_on_axis(struct grid *grid, unsigned workers)
{
    size_t at = grid->worker_count;
    while (at > 0 && grid->workers[at - 1] >= workers)
        at--;
    if (at < grid->worker_count && grid->workers[at] == workers)
        return;
    memmove(&grid->workers[at + 1], &grid->workers[at],
            (grid->worker_count - at) * sizeof *grid->workers);
    grid->workers[at] = workers;
    grid->worker_count++;
}

struct sorting {
    const struct results *results;
    const struct grid *grid;
};

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right, void *data)
{
    const struct sorting *sorting = data;
    const struct grid *grid = sorting->grid;
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    int order = compare_sizes(grid->panel[a], grid->panel[b]);
    if (order == 0) /* + 1 wraps SERIES_NONE to 0: the baseline comes first */
        order = compare_sizes(grid->series[a] + 1, grid->series[b] + 1);
    if (order == 0)
        order =
            compare_sizes(sorting->results->cells[a].workers, sorting->results->cells[b].workers);
    return order != 0 ? order : compare_sizes(a, b);
}

static int place_cells(const struct results *results, struct grid *grid)
{
    int error = 0;
    for (size_t i = 0; i < grid->cell_count && !error; i++) {
        grid->order[i] = i;
        error = place_in_panel(results, grid, i);
        if (!error)
            error = place_in_series(results, grid, i);
        if (!error && !results->cells[i].baseline)
            place_on_axis(grid, results->cells[i].workers);
    }
    if (!error) {
        struct sorting sorting = { results, grid };
        qsort_r(grid->order, grid->cell_count, sizeof *grid->order, by_place, &sorting);
    }
    return error;
}

static void release_labels(char **labels, size_t count)
{
    for (size_t i = 0; labels && i < count; i++)
        free(labels[i]);
    free(labels);
}

int grid_create(const struct results *results, struct grid *grid)
{
    size_t room = results->cell_count + 1; /* calloc may answer NULL to 0 */
    *grid = (struct grid){
        .workloads = calloc(room, sizeof *grid->workloads),
        .strategies = calloc(room, sizeof *grid->strategies),
        .workers = calloc(room, sizeof *grid->workers),
        .panel = calloc(room, sizeof *grid->panel),
        .series = calloc(room, sizeof *grid->series),
        .order = calloc(room, sizeof *grid->order),
        .cell_count = results->cell_count,
    };
    int error = ENOMEM;
    if (grid->workloads && grid->strategies && grid->workers && grid->panel && grid->series &&
        grid->order)
        error = place_cells(results, grid);
    if (error)
        grid_release(grid);
    return error;
}

void grid_release(struct grid *grid)
{
    release_labels(grid->workloads, grid->panel_count);
    release_labels(grid->strategies, grid->series_count);
    free(grid->baseline);
    free(grid->workers);
    free(grid->panel);
    free(grid->series);
    free(grid->order);
    *grid = (struct grid){ 0 };
}

const char *grid_strategy(const struct grid *grid, size_t cell)
{
    size_t series = grid->series[cell];
    return series == SERIES_NONE ? grid->baseline : grid->strategies[series];
}

unsigned grid_fitting_workers(const struct grid *grid, unsigned processors)
{
    if (grid->worker_count == 0)
        return 1;
    size_t at = grid->worker_count - 1;
    while (at > 0 && grid->workers[at] > processors)
        at--;
    return grid->workers[at];
}
