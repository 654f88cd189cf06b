/* SPDX-License-Identifier: MIT */
/* Writes summaries to a stream, as a table for people or as rows for programs. */
#include "show/show.h"
#include "show/rows.h"
#include "show/table.h"

static json_t *metric_json(const struct cell_metric *metric, const struct summary *summary)
{
    const struct estimate *estimate = cell_metric_estimate(metric, summary);
    if (metric->kind == CELL_SHARE)
        return json_pack("{s:o}", metric->name, json_figure(estimate->count > 0, estimate->median));
    return json_estimate(metric->name, cell_metric_unit(metric), estimate);
}

static json_t *row_json(const struct summary *summary)
{
    const struct result_cell *cell = summary->cell;
    json_t *row = json_pack("{s:s, s:s, s:i, s:b, s:b}", "workload", cell->workload, "strategy",
                            cell->strategy, "workers", (int)cell->workers, "oversubscribed",
                            (int)cell->oversubscribed, "baseline", (int)cell->baseline);
    int failed = row == NULL;
    for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
        failed |= json_object_update_new(row, metric_json(metric, summary));
    failed |= json_object_update_new(row, json_pack("{s:s?}", "error", summary->error));
    return json_whole(row, failed);
}

static json_t *rows_json(const struct summary *summaries, size_t count)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < count; i++)
        failed |= json_array_append_new(rows, row_json(&summaries[i]));
    return json_whole(rows, failed);
}

int show_summaries(FILE *stream, const struct results *results, const struct summary *summaries,
                   enum table_format format, bool colour)
{
    if (format != FORMAT_TABLE)
        return rows_write(stream, rows_json(summaries, results->cell_count), format);
    return table_print(stream, results, summaries, colour);
}
