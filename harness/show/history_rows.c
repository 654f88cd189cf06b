/* SPDX-License-Identifier: MIT */
/* A history for programs. The rows of TSV are the "points" of JSON. */
#include "show/history_rows.h"
#include "show/comparison_words.h"
#include "show/history_words.h"
#include "show/rows.h"

/* --- points ----------------------------------------------------------------------------------- */

static const struct history_change *find_change(const struct history_series *series, size_t at)
{
    for (size_t i = 0; i < series->change_count; i++)
        if (series->changes[i].point == at)
            return &series->changes[i];
    return NULL;
}

static json_t *make_change(const struct history_change *change)
{
    const bool exists = change != NULL;
    const struct shift factor = exists ? change->factor : (struct shift){ 0 };
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "change", json_figure(exists, factor.estimate),
                     "change_low", json_figure(exists, factor.low), "change_high",
                     json_figure(exists, factor.high), "change_interval",
                     exists ? json_string(factor.has_interval ? "95%" : "range") : json_null(), "p",
                     json_figure(exists, exists ? change->p : 0));
}

static json_t *make_point(const struct history_view *view, const struct history_series *series,
                          size_t at)
{
    const struct history_point *point = &series->points[at];
    const struct results *run = &view->runs[at];
    const bool exists = point->gap == GAP_NONE;
    json_t *row =
        json_pack("{s:o, s:o, s:o, s:o, s:s, s:o}", "cell", json_text(series->cell->name), "run",
                  json_text(view->names[at]), "utc", json_text(run->utc), "revision",
                  json_text(run->revision), "metric", view->options->figure.name, "part",
                  exists ? json_integer((json_int_t)point->part + 1) : json_null());
    int failed = json_object_update_new(row, json_estimate("value", "", &point->value));
    failed |= json_object_update_new(row, make_change(find_change(series, at)));
    failed |= json_object_update_new(
        row, json_pack("{s:o, s:s?, s:I, s:o}", "segment_median", json_figure(exists, point->level),
                       "gap", history_gap_words(point), "failed", (json_int_t)point->failed,
                       "error", json_text(point->error)));
    return json_whole(row, failed);
}

static json_t *make_points(const struct history_view *view)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < view->history->count; i++)
        for (size_t at = 0; at < view->history->runs; at++)
            failed |= json_array_append_new(rows, make_point(view, &view->history->series[i], at));
    return json_whole(rows, failed);
}

int history_write_tsv(FILE *stream, const struct history_view *view)
{
    return rows_write(stream, make_points(view), FORMAT_TSV);
}

/* --- the document ----------------------------------------------------------------------------- */

static json_t *make_run(const struct history_view *view, size_t at)
{
    const struct results *run = &view->runs[at];
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", json_text(view->names[at]), "utc",
                     json_text(run->utc), "host", json_text(run->host), "version",
                     json_text(run->version), "revision", json_text(run->revision));
}

static json_t *make_runs(const struct history_view *view)
{
    json_t *array = json_array();
    int failed = array == NULL;
    for (size_t at = 0; at < view->history->runs; at++)
        failed |= json_array_append_new(array, make_run(view, at));
    return json_whole(array, failed);
}

static int add_differences(json_t *array, const struct history_view *view,
                           const struct history_series *series, size_t at)
{
    const struct differences *differences = &series->points[at].differences;
    int failed = 0;
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->all[i];
        failed |= json_array_append_new(
            array,
            json_pack("{s:o, s:o, s:s, s:o, s:o, s:b}", "cell", json_text(series->cell->name),
                      "run", json_text(view->names[at]), "name", difference->fact->name, "before",
                      json_take(comparison_fact_text(difference->fact, difference->base)), "now",
                      json_take(comparison_fact_text(difference->fact, difference->new)), "allowed",
                      (int)difference->is_allowed));
    }
    return failed;
}

static json_t *make_differences(const struct history_view *view)
{
    json_t *array = json_array();
    int failed = array == NULL;
    for (size_t i = 0; i < view->history->count; i++)
        for (size_t at = 0; at < view->history->runs; at++)
            failed |= add_differences(array, view, &view->history->series[i], at);
    return json_whole(array, failed);
}

int history_write_json(FILE *stream, const struct history_view *view)
{
    const struct history_options *options = view->options;
    json_t *document = json_pack(
        "{s:i, s:s, s:s, s:b, s:o, s:f, s:I, s:o, s:o, s:o, s:o}", "schema", HISTORY_SCHEMA,
        "version", FORKSCALE_VERSION, "metric", options->figure.name, "absolute",
        (int)options->is_absolute, "unit", json_take(history_unit(options)), "level",
        options->level, "fewest", (json_int_t)view->history->fewest, "conclusion",
        json_take(history_collect(view, history_print_conclusion)), "runs", make_runs(view),
        "differences", make_differences(view), "points", make_points(view));
    return rows_write(stream, document, FORMAT_JSON);
}
