/* SPDX-License-Identifier: MIT */
/* A results document → struct results. The document is untrusted. */
#include "record/facts.h"
#include "record/field.h"
#include "record/load.h"
#include "record/metric.h"
#include "record/results.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS_MAX 1000000 /* more than any plan has */

/* What has been seen so far, by name, so that nothing comes twice. */
struct seen {
    json_t *cells;       /* name → index */
    json_t *baselines;   /* workload → true */
    json_t *repetitions; /* "cell/block" → true */
};

/* Notes `key`, which must be new: else what is under `culprit` is refused. */
static void note(const struct fields *from, json_t *known, const char *key, json_t *value,
                 const char *culprit, const char *wanted)
{
    if (from->error->code != 0 || json_object_get(known, key) != NULL) {
        field_refuse(from, culprit, "%s", wanted);
        json_decref(value);
    } else if (json_object_set_new(known, key, value) < 0) {
        field_memory(from, NULL);
    }
}

/* --- the head --------------------------------------------------------------------------------- */

static void read_head(const struct fields *ours, struct results *results)
{
    if (field_count(ours, "schema", 0, INT32_MAX) != RESULTS_SCHEMA)
        field_refuse(ours, "schema", "%d, the one that this forkscale reads", RESULTS_SCHEMA);
    facts_read(ours, results);
}

/* --- the cells -------------------------------------------------------------------------------- */

static void read_cell(const struct fields *from, struct results *results, size_t index,
                      struct seen *seen)
{
    struct result_cell *cell = &results->cells[index];
    cell->name = field_text(from, "name");
    cell->workload = field_text(from, "workload");
    cell->strategy = field_text(from, "strategy");
    cell->workers = field_count(from, "workers", 1, WORKERS_MAX);
    cell->oversubscribed = field_flag(from, "oversubscribed");
    cell->baseline = field_flag(from, "baseline");
    cell->is_base = field_exists(from, "base") && field_flag(from, "base");
    cell->ballast_pages = field_optional_text(from, "ballast_pages");
    if (field_exists(from, "ballast_bytes"))
        cell->ballast_bytes = field_number(from, "ballast_bytes", "", 0);
    note(from, seen->cells, cell->name, json_integer((json_int_t)index), "name",
         "a name that no other cell has");
    if (cell->baseline)
        note(from, seen->baselines, cell->workload, json_true(), "baseline",
             "false, because its workload already has a baseline");
}

static void read_cells(const struct fields *ours, struct results *results, struct seen *seen)
{
    size_t count = field_array(ours, "cells");
    if (count > RESULT_CELLS_MAX)
        field_refuse(ours, "cells", "an array of at most %d cells", RESULT_CELLS_MAX);
    if (ours->error->code != 0)
        return;
    results->cells = field_memory(ours, calloc(count + 1, sizeof *results->cells));
    results->cell_count = results->cells != NULL ? count : 0;
    for (size_t i = 0; i < results->cell_count && ours->error->code == 0; i++) {
        struct fields from = field_element(ours, "cells", i);
        read_cell(&from, results, i, seen);
    }
}

/* --- the repetitions -------------------------------------------------------------------------- */

/* Which cell in which block this is, and that it is the first such. */
static void read_place(const struct fields *from, const struct results *results,
                       struct repetition *repetition, struct seen *seen)
{
    const char *name = json_string_value(json_object_get(from->object, "name"));
    const json_t *cell = json_object_get(seen->cells, name);
    if (cell == NULL)
        field_refuse(from, "name", "the name of one of the cells");
    repetition->cell = (size_t)json_integer_value(cell);
    repetition->block = field_count(from, "block", 0, (int64_t)results->blocks - 1);
    char place[48];
    snprintf(place, sizeof place, "%zu/%u", repetition->cell, repetition->block);
    note(from, seen->repetitions, place, json_true(), "block",
         "a block in which this cell has no other repetition");
}

/* One for each of the cell's workers, or none. */
static void read_workers(const struct fields *from, const char *name, unsigned workers,
                         struct worker_figures *figures)
{
    if (!field_exists(from, name))
        return;
    figures->values = field_durations(from, name, 0, &figures->count);
    if (figures->count != workers)
        field_refuse(from, name, "an array of %u durations, one for each worker", workers);
}

static void read_metric(const struct fields *from, const struct metric *metric, unsigned workers,
                        struct repetition *repetition)
{
    if (metric->kind == METRIC_WORKERS) {
        read_workers(from, metric->name, workers, metric_workers_at(metric, repetition));
        return;
    }
    if (metric->kind == METRIC_RUNS) {
        repetition->run_ns = field_durations(from, metric->name, 1, &repetition->runs);
        if (repetition->runs == 0)
            field_refuse(from, metric->name, "an array of at least one duration");
        return;
    }
    bool is_missing = metric->kind == METRIC_OPTIONAL && !field_exists(from, metric->name);
    *metric_at(metric, repetition) =
        is_missing ? (double)NAN : field_number(from, metric->name, metric->unit, metric->min);
}

static void read_repetition(const struct fields *from, const struct results *results,
                            struct repetition *repetition, struct seen *seen)
{
    read_place(from, results, repetition, seen);
    if (!field_exists(from, "error_occurred") || !field_flag(from, "error_occurred")) {
        repetition->choice = field_optional_text(from, "choice");
        for (const struct metric *metric = metrics; metric->name != NULL; metric++)
            read_metric(from, metric, results->cells[repetition->cell].workers, repetition);
        return;
    }
    /* A failed repetition has its sentence; of its figures it needs only those that it came to. */
    repetition->error = field_text(from, "error_message");
    if (field_exists(from, "run_ns"))
        repetition->run_ns = field_durations(from, "run_ns", 1, &repetition->runs);
}

static void read_repetitions(const struct fields *document, struct results *results,
                             struct seen *seen)
{
    size_t count = field_array(document, "benchmarks");
    if (document->error->code != 0)
        return;
    results->repetitions = field_memory(document, calloc(count + 1, sizeof *results->repetitions));
    results->repetition_count = results->repetitions != NULL ? count : 0;
    for (size_t i = 0; i < results->repetition_count && document->error->code == 0; i++) {
        struct fields from = field_element(document, "benchmarks", i);
        read_repetition(&from, results, &results->repetitions[i], seen);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

int results_from_json(const json_t *root, struct results *results, struct error *error)
{
    const struct fields document = { .object = root, .error = error };
    struct seen seen = { json_object(), json_object(), json_object() };
    error->code = 0;
    *results = (struct results){ 0 };
    if (seen.cells != NULL && seen.baselines != NULL && seen.repetitions != NULL) {
        struct fields context = field_object(&document, "context");
        struct fields ours = field_object(&context, "forkscale");
        read_head(&ours, results);
        read_cells(&ours, results, &seen);
        read_repetitions(&document, results, &seen);
    } else {
        field_memory(&document, NULL);
    }
    json_decref(seen.cells);
    json_decref(seen.baselines);
    json_decref(seen.repetitions);
    if (error->code != 0)
        results_release(results);
    return error->code;
}

int results_read(const char *directory, struct results *results, struct error *error)
{
    char *path;
    if (directory[0] == '\0') /* DIR/results.json would be in the root */
        return error_set_errno(error, ENOENT, "cannot read ''");
    if (asprintf(&path, "%s/results.json", directory) < 0)
        return error_set_errno(error, ENOMEM, "cannot read %s", directory);
    json_t *document;
    int code = document_load(path, &document, error);
    if (code == 0) {
        code = results_from_json(document, results, error);
        json_decref(document);
        if (code != 0)
            error_prefix(error, "%s", path);
    }
    free(path);
    return code;
}

void repetition_release(struct repetition *repetition)
{
    free(repetition->run_ns);
    free(repetition->choice);
    free(repetition->worker_busy_ns.values);
    free(repetition->worker_processor_ns.values);
}

void results_release(struct results *results)
{
    for (size_t i = 0; i < results->cell_count; i++) {
        free(results->cells[i].name);
        free(results->cells[i].workload);
        free(results->cells[i].strategy);
        free(results->cells[i].ballast_pages);
    }
    for (size_t i = 0; i < results->repetition_count; i++) {
        free(results->repetitions[i].error);
        repetition_release(&results->repetitions[i]);
    }
    free(results->cells);
    free(results->repetitions);
    facts_release(results);
    *results = (struct results){ 0 };
}
