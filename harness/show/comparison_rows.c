/* SPDX-License-Identifier: MIT */
/* A comparison for programs. The rows of TSV are the "comparisons" of JSON. */
#include "show/comparison_formats.h"
#include "show/comparison_words.h"
#include "show/rows.h"
#include <errno.h>
#include <stdlib.h>

/* --- rows ------------------------------------------------------------------------------------- */

/* The words of a row; NULL is empty. */
struct words {
    const char *workload;
    const char *base_strategy;
    const char *new_strategy;
    unsigned workers;
    const char *metric;
    const char *verdict;
    const char *reason;
};

static json_t *make_row(const struct words *words, const struct comparison *comparison)
{
    const struct shift *ratio = &comparison->ratio;
    bool exists = ratio->count > 0;
    bool is_tested = exists && !comparison->is_yardstick;
    json_t *row = json_pack("{s:o, s:o, s:o, s:i}", "workload", json_text(words->workload),
                            "base_strategy", json_text(words->base_strategy), "new_strategy",
                            json_text(words->new_strategy), "workers", (int)words->workers);
    int failed =
        json_object_update_new(row, json_pack("{s:s?, s:s, s:s?}", "metric", words->metric,
                                              "verdict", words->verdict, "reason", words->reason));
    failed |= json_object_update_new(
        row, json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "ratio",
                       json_figure(exists, ratio->estimate), "low", json_figure(exists, ratio->low),
                       "high", json_figure(exists, ratio->high), "interval",
                       exists ? json_string(ratio->has_interval ? "95%" : "range") : json_null(),
                       "blocks", (json_int_t)ratio->count, "p",
                       json_figure(is_tested, comparison->p), "needed",
                       comparison->needed > 0 ? json_integer((json_int_t)comparison->needed)
                                              : json_null()));
    return json_whole(row, failed);
}

static json_t *make_rows(const struct comparisons *comparisons)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        const struct words words = {
            .workload = comparison->new->workload,
            .base_strategy = comparison->base->strategy,
            .new_strategy = comparison->new->strategy,
            .workers = comparison_workers(comparison),
            .metric = comparison->figure->name,
            .verdict = comparison->is_yardstick ? "yardstick" : comparison_verdict_word(comparison),
            .reason = comparison_reason(comparison),
        };
        failed |= json_array_append_new(rows, make_row(&words, comparison));
    }
    for (size_t i = 0; i < comparisons->unpaired_count; i++) {
        const struct unpaired_cell *unpaired = &comparisons->unpaired[i];
        const struct comparison none = { .needed = 0 };
        const struct words words = {
            .workload = unpaired->cell->workload,
            .base_strategy = unpaired->is_new ? NULL : unpaired->cell->strategy,
            .new_strategy = unpaired->is_new ? unpaired->cell->strategy : NULL,
            .workers = unpaired->cell->workers,
            .verdict = unpaired->is_new ? "only in new" : "only in base",
        };
        failed |= json_array_append_new(rows, make_row(&words, &none));
    }
    return json_whole(rows, failed);
}

int comparison_write_tsv(FILE *stream, const struct comparison_view *view)
{
    return rows_write(stream, make_rows(view->comparisons), FORMAT_TSV);
}

/* --- the document ----------------------------------------------------------------------------- */

static json_t *make_side(const char *name, const struct results *results)
{
    json_t *side = json_pack("{s:o, s:o, s:o, s:i, s:b}", "name", json_text(name), "utc",
                             json_text(results->utc), "version", json_text(results->version),
                             "blocks", (int)results->blocks, "partial", (int)results->partial);
    int failed = side == NULL;
    for (const struct fact *fact = facts; fact->name != NULL; fact++)
        if (!fact->of_workload)
            failed |= json_object_set_new(side, fact->name,
                                          json_take(comparison_fact_text(fact, results)));
    return json_whole(side, failed);
}

static json_t *make_differences(const struct differences *differences)
{
    json_t *array = json_array();
    int failed = array == NULL;
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *difference = &differences->all[i];
        failed |= json_array_append_new(
            array,
            json_pack("{s:s, s:o, s:o, s:o, s:b}", "name", difference->fact->name, "workload",
                      json_text(difference->workload), "base",
                      json_take(comparison_fact_text(difference->fact, difference->base)), "new",
                      json_take(comparison_fact_text(difference->fact, difference->new)), "allowed",
                      (int)difference->is_allowed));
    }
    return json_whole(array, failed);
}

static json_t *make_failed(const struct comparisons *comparisons)
{
    json_t *array = json_array();
    int failed = array == NULL;
    for (size_t i = 0; i < comparisons->failed_count; i++) {
        const struct failed_cell *cell = &comparisons->failed[i];
        failed |= json_array_append_new(
            array, json_pack("{s:s, s:o, s:I, s:o}", "set", cell->is_new ? "new" : "base", "cell",
                             json_text(cell->cell->name), "repetitions", (json_int_t)cell->count,
                             "error", json_text(cell->error)));
    }
    return json_whole(array, failed);
}

static json_t *make_counts(const struct comparisons *comparisons)
{
    json_t *counts = json_object();
    int failed = counts == NULL;
    for (size_t i = 0; i < COMPARED_VERDICTS; i++)
        failed |= json_object_set_new(counts, comparison_verdict_words[i],
                                      json_integer((json_int_t)comparisons->verdicts[i]));
    return json_whole(counts, failed);
}

int comparison_write_json(FILE *stream, const struct comparison_view *view)
{
    const struct comparisons *comparisons = view->comparisons;
    const struct comparison_options *options = view->options;
    json_t *document = json_pack(
        "{s:i, s:s, s:s, s:o, s:f, s:f, s:f, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
        COMPARISON_SCHEMA, "version", FORKSCALE_VERSION, "verdict",
        comparison_verdict_words[comparisons->whole], "conclusion",
        json_take(comparison_conclusion(view)), "margin", options->margin, "same", options->same,
        "level", options->level, "counts", make_counts(comparisons), "base",
        make_side(view->base_name, view->base), "new", make_side(view->new_name, view->new),
        "differences", make_differences(&comparisons->differences), "failed",
        make_failed(comparisons), "comparisons", make_rows(comparisons));
    return rows_write(stream, document, FORMAT_JSON);
}
