/* SPDX-License-Identifier: MIT */
/* Which cells, or rows of a file, make a curve. */
#include "analyse/scaling_cells.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    return text != NULL && text[0] != '\0' ? strdup(text) : NULL;
}

static bool is_text(const char *one, const char *other)
{
    return strcmp(one != NULL ? one : "", other != NULL ? other : "") == 0;
}

/* The curve of these labels, added if it is the first; NULL without memory. `points_most`: that it may
 * have. */
static struct scaling_curve *curve_of(struct scaling *scaling, const char *workload,
                                      const char *strategy, size_t points_most)
{
    for (size_t i = 0; i < scaling->count; i++)
        if (is_text(scaling->all[i].workload, workload) &&
            is_text(scaling->all[i].strategy, strategy))
            return &scaling->all[i];
    struct scaling_curve *curve = &scaling->all[scaling->count++];
    *curve = (struct scaling_curve){
        .workload = copy(workload),
        .strategy = copy(strategy),
        .points = calloc(points_most, sizeof *curve->points),
    };
    bool has_texts = (workload == NULL || curve->workload != NULL) &&
                     (strategy == NULL || strategy[0] == '\0' || curve->strategy != NULL);
    return has_texts && curve->points != NULL ? curve : NULL;
}

/* The point of so many workers, in its place by workers; added if there is none. */
static struct scaling_point *point_of(struct scaling_curve *curve, unsigned workers)
{
    size_t at = 0;
    while (at < curve->count && curve->points[at].workers < workers)
        at++;
    struct scaling_point *point = &curve->points[at];
    if (at < curve->count && point->workers == workers)
        return point;
    memmove(point + 1, point, (curve->count - at) * sizeof *point);
    curve->count++;
    *point = (struct scaling_point){ .workers = workers, .is_fitted = true };
    return point;
}

/* In its place by block. A file may have several rows of one block: all of them count. */
static int add_sample(struct scaling_point *point, struct scaling_sample sample)
{
    struct scaling_sample *samples =
        realloc(point->samples, (point->sample_count + 1) * sizeof *samples);
    if (samples == NULL)
        return ENOMEM;
    size_t at = point->sample_count++;
    for (; at > 0 && samples[at - 1].block > sample.block; at--)
        samples[at] = samples[at - 1];
    samples[at] = sample;
    point->samples = samples;
    return 0;
}

const struct scaling_sample *scaling_sample_of(const struct scaling_point *point, unsigned block)
{
    for (size_t i = 0; i < point->sample_count; i++)
        if (point->samples[i].block == block)
            return &point->samples[i];
    return NULL;
}

static void release_curve(struct scaling_curve *curve)
{
    for (size_t i = 0; i < curve->count; i++)
        free(curve->points[i].samples);
    free(curve->points);
    for (size_t law = 0; law < LAWS; law++)
        free(curve->law[law].band);
    free(curve->workload);
    free(curve->strategy);
}

/* One number of workers shows no growth. */
static void drop_short(struct scaling *scaling)
{
    size_t kept = 0;
    for (size_t i = 0; i < scaling->count; i++) {
        if (scaling->all[i].count >= 2)
            scaling->all[kept++] = scaling->all[i];
        else
            release_curve(&scaling->all[i]);
    }
    scaling->count = kept;
}

/* --- a run ------------------------------------------------------------------------------------ */

static int collect_cell(const struct results *results, const struct repetition_index *index,
                        size_t number, struct scaling *scaling)
{
    const struct result_cell *cell = &results->cells[number];
    size_t baseline = repetitions_baseline(results, cell);
    struct block_pairs pairs = repetitions_pairs(index, baseline, number);
    const struct repetition_summary *serial;
    const struct repetition_summary *summary;
    struct scaling_point *point = NULL;
    int error = 0;
    while (error == 0 && block_pairs_next(&pairs, &serial, &summary)) {
        if (point == NULL) {
            struct scaling_curve *curve =
                curve_of(scaling, cell->workload, cell->strategy, results->cell_count);
            if (curve == NULL)
                return ENOMEM;
            curve->has_serial = true;
            point = point_of(curve, cell->workers);
            point->is_fitted = !cell->oversubscribed;
        }
        error = add_sample(
            point, (struct scaling_sample){ summary->block, serial->run_ns / summary->run_ns });
    }
    return error;
}

int scaling_collect_results(const struct results *results, struct scaling *scaling)
{
    struct repetition_index index = { 0 };
    *scaling = (struct scaling){ .all = calloc(results->cell_count + 1, sizeof *scaling->all) };
    int error = scaling->all == NULL ? ENOMEM : repetition_index_create(results, &index);
    for (size_t i = 0; i < results->cell_count && error == 0; i++) {
        const struct result_cell *cell = &results->cells[i];
        if (!cell->baseline && !cell->is_base &&
            repetitions_baseline(results, cell) < results->cell_count)
            error = collect_cell(results, &index, i, scaling);
    }
    repetition_index_release(&index);
    drop_short(scaling);
    return error;
}

/* --- a file ----------------------------------------------------------------------------------- */

int scaling_collect_throughput(const struct throughput *throughput, struct scaling *scaling)
{
    *scaling = (struct scaling){ .all = calloc(throughput->count + 1, sizeof *scaling->all) };
    int error = scaling->all == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < throughput->count && error == 0; i++) {
        const struct throughput_row *row = &throughput->rows[i];
        struct scaling_curve *curve = curve_of(scaling, NULL, row->name, throughput->count + 1);
        if (curve == NULL)
            return ENOMEM;
        error = add_sample(point_of(curve, row->workers),
                           (struct scaling_sample){ row->block, row->value });
    }
    drop_short(scaling);
    return error;
}

void scaling_release(struct scaling *scaling)
{
    for (size_t i = 0; i < scaling->count; i++)
        release_curve(&scaling->all[i]);
    free(scaling->all);
    *scaling = (struct scaling){ 0 };
}
