/* SPDX-License-Identifier: MIT */
/* Summaries, and what their metrics mean, as text for people or as rows for programs. */
#include "show/show.h"
#include "analyse/ranking.h"
#include "record/metric.h"
#include "show/ballast.h"
#include "show/rows.h"
#include "show/table.h"
#include <string.h>

static json_t *metric_json(const struct cell_metric *metric, const struct summary *summary)
{
    const struct estimate *estimate = cell_metric_estimate(metric, summary);
    if (metric->kind == CELL_SHARE)
        return json_pack("{s:o}", metric->name, json_figure(estimate->count > 0, estimate->median));
    return json_estimate(metric->name, cell_metric_unit(metric), estimate);
}

static const char *const standings[] = {
    [STANDING_UNDECIDED] = "undecided", [STANDING_FASTEST] = "fastest", [STANDING_SLOWER] = "slower"
};

/* How a cell compares with the fastest of its workload. */
static json_t *standing_json(const struct ranking *ranking, size_t cell)
{
    const struct rank *rank;
    enum standing standing = ranking_standing(ranking, cell, &rank);
    const struct shift behind = rank != NULL ? rank->ratio : (struct shift){ 0 };
    return json_pack("{s:s?, s:o, s:o, s:o}", "standing", standings[standing], "behind_median",
                     json_figure(behind.count > 0, behind.estimate), "behind_low",
                     json_figure(behind.has_interval, behind.low), "behind_high",
                     json_figure(behind.has_interval, behind.high));
}

static json_t *row_json(const struct summary *summary, const struct ranking *ranking, size_t number)
{
    const struct result_cell *cell = summary->cell;
    json_t *row = json_pack("{s:s, s:s, s:i, s:b, s:b}", "workload", cell->workload, "strategy",
                            cell->strategy, "workers", (int)cell->workers, "oversubscribed",
                            (int)cell->oversubscribed, "baseline", (int)cell->baseline);
    int failed = row == NULL;
    for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
        failed |= json_object_update_new(row, metric_json(metric, summary));
    failed |= json_object_update_new(row, standing_json(ranking, number));
    failed |= json_object_update_new(row, json_pack("{s:s?}", "error", summary->error));
    return json_whole(row, failed);
}

static json_t *rows_json(const struct summary *summaries, const struct ranking *ranking,
                         size_t count)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < count; i++)
        failed |= json_array_append_new(rows, row_json(&summaries[i], ranking, i));
    return json_whole(rows, failed);
}

int show_summaries(FILE *stream, const struct results *results, const struct summary *summaries,
                   enum table_format format, bool colour, unsigned tables)
{
    struct ranking ranking;
    int error = ranking_compute(results, results->looks, &ranking);
    if (error != 0)
        return error;
    if (format == FORMAT_TABLE)
        error = table_print(stream, results, summaries, &ranking, colour, tables);
    if (format == FORMAT_TABLE && error == 0)
        error = ballast_print(stream, results);
    if (format != FORMAT_TABLE)
        error = rows_write(stream, rows_json(summaries, &ranking, results->cell_count), format);
    ranking_release(&ranking);
    return error;
}

/* --- what the metrics mean --------------------------------------------------------------------- */

static int add_metric(json_t *rows, const char *of, const char *name, const char *unit,
                      const char *meaning)
{
    return json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "of", of, "name", name,
                                                 "unit", unit, "meaning", meaning));
}

static json_t *metrics_json(void)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (const struct metric *row = metrics; row->name != NULL; row++)
        failed |= add_metric(rows, "repetition", row->name, row->unit, row->meaning);
    for (const struct cell_metric *row = cell_metrics; row->name != NULL; row++) {
        char name[64];
        const char *unit = cell_metric_unit(row);
        const char *rest = row->kind == CELL_SHARE ? "" : "_{median,low,high}";
        snprintf(name, sizeof name, "%s%s%s%s", row->name, rest, unit[0] != '\0' ? "_" : "", unit);
        failed |= add_metric(rows, "cell", name, unit, row->meaning);
    }
    return json_whole(rows, failed);
}

static void print_metrics(FILE *stream, const json_t *rows)
{
    const char *part = "";
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *of;
        const char *name;
        const char *unit;
        const char *meaning;
        json_unpack(row, "{s:s, s:s, s:s, s:s}", "of", &of, "name", &name, "unit", &unit, "meaning",
                    &meaning);
        if (strcmp(part, of) != 0)
            fprintf(stream, "metrics of a %s\n", of);
        part = of;
        fprintf(stream, "  %-32s %-2s  %s\n", name, unit, meaning);
    }
}

int metrics_write(FILE *stream, enum table_format format)
{
    json_t *rows = metrics_json();
    if (rows == NULL || format != FORMAT_TABLE)
        return rows_write(stream, rows, format);
    print_metrics(stream, rows);
    json_decref(rows);
    return 0;
}
