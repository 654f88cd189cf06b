/* SPDX-License-Identifier: MIT */
/* Writes summaries to a stream, as a table for people or as rows for programs. */
#include "show/show.h"
#include "show/rows.h"
#include "show/table.h"
#include <errno.h>

static bool add_metric(json_t *row, const struct cell_metric *metric, const struct summary *summary)
{
    const struct estimate *estimate = cell_metric_estimate(metric, summary);
    if (metric->kind == CELL_SHARE)
        return row_add_number(row, metric->name, estimate->count > 0, estimate->median);
    return row_add_estimate(row, metric->name, cell_metric_unit(metric), estimate);
}

static bool fill_row(json_t *row, const struct summary *summary)
{
    const struct result_cell *cell = summary->cell;
    bool done = row_add(row, "workload", json_string(cell->workload)) &&
                row_add(row, "strategy", json_string(cell->strategy)) &&
                row_add(row, "workers", json_integer(cell->workers)) &&
                row_add(row, "oversubscribed", json_boolean(cell->oversubscribed)) &&
                row_add(row, "baseline", json_boolean(cell->baseline));
    for (const struct cell_metric *metric = cell_metrics; metric->name != NULL; metric++)
        done = done && add_metric(row, metric, summary);
    return done &&
           row_add(row, "error", summary->error ? json_string(summary->error) : json_null());
}

/* NULL without memory. */
static json_t *make_rows(const struct summary *summaries, size_t count)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_object();
        if (json_array_append_new(rows, row) < 0 || !fill_row(row, &summaries[i])) {
            json_decref(rows);
            return NULL;
        }
    }
    return rows;
}

int show_summaries(FILE *stream, const struct results *results, const struct summary *summaries,
                   enum table_format format, bool colour)
{
    errno = 0;
    if (format != FORMAT_TABLE)
        return rows_write(stream, make_rows(summaries, results->cell_count), format);
    int error = table_print(stream, results, summaries, colour);
    /* A full disk may show only here. */
    if (error == 0 && (fflush(stream) == EOF || ferror(stream)))
        error = errno != 0 ? errno : EIO;
    return error;
}
