/* SPDX-License-Identifier: MIT */
/* Where series changed, and by how much. */
#include "analyse/history_changes.h"
#include <errno.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

/* One part of a series. */
struct sequence {
    struct history_series *series;
    size_t *points; /* those of the part */
    double *logs;   /* their values */
    size_t count;
    double *before; /* scratch, which is sorted */
    double *after;
    struct change_point *found;
};

static int create(struct sequence *sequence, size_t room)
{
    *sequence = (struct sequence){
        .points = calloc(room + 1, sizeof *sequence->points),
        .logs = calloc(room + 1, sizeof *sequence->logs),
        .before = calloc(room + 1, sizeof *sequence->before),
        .after = calloc(room + 1, sizeof *sequence->after),
        .found = calloc(room + 1, sizeof *sequence->found),
    };
    return sequence->points == NULL || sequence->logs == NULL || sequence->before == NULL ||
                   sequence->after == NULL || sequence->found == NULL
               ? ENOMEM
               : 0;
}

static void release(struct sequence *sequence)
{
    free(sequence->points);
    free(sequence->logs);
    free(sequence->before);
    free(sequence->after);
    free(sequence->found);
}

static void collect(struct sequence *sequence, struct history_series *series, size_t runs,
                    size_t part)
{
    sequence->series = series;
    sequence->count = 0;
    for (size_t at = 0; at < runs; at++) {
        const struct history_point *point = &series->points[at];
        if (point->gap != GAP_NONE || point->part != part)
            continue;
        sequence->points[sequence->count] = at;
        sequence->logs[sequence->count++] = log(point->value.median);
    }
}

/* Copies values from begin to before end. Returns how many. */
static size_t copy(const struct sequence *sequence, size_t begin, size_t end, double *values)
{
    for (size_t i = begin; i < end; i++)
        values[i - begin] = sequence->logs[i];
    return end - begin;
}

static struct shift find_factor(const struct sequence *sequence, size_t begin, size_t at,
                                size_t end)
{
    size_t before = copy(sequence, begin, at, sequence->before);
    size_t after = copy(sequence, at, end, sequence->after);
    struct shift factor =
        shift_separate(sequence->after, after, sequence->before, before, ESTIMATE_LEVEL);
    factor.estimate = exp(factor.estimate);
    factor.low = exp(factor.low);
    factor.high = exp(factor.high);
    return factor;
}

static void set_level(const struct sequence *sequence, size_t begin, size_t end)
{
    size_t count = copy(sequence, begin, end, sequence->before);
    double level = exp(gsl_stats_median(sequence->before, 1, count));
    for (size_t i = begin; i < end; i++)
        sequence->series->points[sequence->points[i]].level = level;
}

static int search(struct sequence *sequence, const struct history *history, double level)
{
    struct history_series *series = sequence->series;
    size_t found;
    int code = change_points_find(sequence->logs, sequence->count, level, history->values,
                                  sequence->found, &found);
    if (code != 0)
        return code;
    size_t begin = 0;
    for (size_t i = 0; i < found; i++) {
        size_t at = sequence->found[i].at;
        size_t end = i + 1 < found ? sequence->found[i + 1].at : sequence->count;
        series->changes[series->change_count++] = (struct history_change){
            .point = sequence->points[at],
            .p = sequence->found[i].p,
            .factor = find_factor(sequence, begin, at, end),
        };
        set_level(sequence, begin, at);
        begin = at;
    }
    set_level(sequence, begin, sequence->count);
    return 0;
}

/* Visits each part of each series. */
static int visit_parts(struct history *history, struct sequence *sequence,
                       int (*visit)(struct sequence *sequence, struct history *history,
                                    double level),
                       double level)
{
    int code = 0;
    for (size_t i = 0; i < history->count; i++)
        for (size_t part = 0; part < history->series[i].part_count && code == 0; part++) {
            collect(sequence, &history->series[i], history->runs, part);
            code = visit(sequence, history, level);
        }
    return code;
}

/* A single value needs no share of the level, because it cannot have a change. */
static int count_values(struct sequence *sequence, struct history *history, double level)
{
    (void)level;
    history->values += sequence->count > 1 ? sequence->count : 0;
    if (sequence->count > history->longest)
        history->longest = sequence->count;
    return 0;
}

static int search_part(struct sequence *sequence, struct history *history, double level)
{
    return search(sequence, history, level);
}

int history_find_changes(struct history *history, double level)
{
    struct sequence sequence;
    int code = create(&sequence, history->runs);
    if (code == 0)
        code = visit_parts(history, &sequence, count_values, level);
    if (code == 0)
        code = visit_parts(history, &sequence, search_part, level);
    if (code == 0)
        history->fewest = change_points_fewest(level, history->values);
    release(&sequence);
    return code;
}
