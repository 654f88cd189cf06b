/* SPDX-License-Identifier: MIT */
/* A results document → struct results. The document is untrusted. */
#include "record/field.h"
#include "record/metric.h"
#include "record/results.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* More than any plan needs; they keep work that grows with the square of the cells small. */
#define CELLS_MAX   16384
#define WORKERS_MAX 1000000
#define BLOCKS_MAX  1000000

/* What has been seen so far, by name, so that nothing comes twice. */
struct seen {
    json_t *cells;       /* name → index */
    json_t *baselines;   /* workload → true */
    json_t *repetitions; /* "cell/block" → true */
};

/* Notes `key`. Returns 0, EEXIST when it is there already, or ENOMEM. */
static int note(json_t *known, const char *key, json_t *value)
{
    if (json_object_get(known, key)) {
        json_decref(value);
        return EEXIST;
    }
    return json_object_set_new(known, key, value) < 0 ? ENOMEM : 0;
}

/* --- the head --------------------------------------------------------------------------------- */

static int read_utc(const struct fields *ours, char **utc)
{
    struct tm ignored = { 0 };
    int error = field_text(ours, "utc", utc);
    if (error)
        return error;
    const char *rest = strptime(*utc, "%Y-%m-%dT%H:%M:%SZ", &ignored);
    if (!rest || *rest)
        return field_refuse(ours, "utc", json_object_get(ours->object, "utc"),
                            "a time such as \"2026-11-23T15:40:00Z\"");
    return 0;
}

static int read_head(const struct fields *ours, struct results *results)
{
    unsigned schema;
    struct fields machine;
    int error = field_count(ours, "schema", 0, INT32_MAX, &schema);
    if (!error && schema != RESULTS_SCHEMA)
        error = field_refuse(ours, "schema", json_object_get(ours->object, "schema"),
                             "%d, the one that this forkscale reads", RESULTS_SCHEMA);
    if (!error)
        error = field_text(ours, "version", &results->version);
    if (!error)
        error = read_utc(ours, &results->utc);
    if (!error)
        error = field_text(ours, "host", &results->host);
    if (!error)
        error = field_flag(ours, "partial", &results->partial);
    if (!error)
        error = field_count(ours, "blocks", 0, BLOCKS_MAX, &results->blocks);
    if (!error)
        error = field_count(ours, "iterations", 1, INT32_MAX, &results->iterations);
    if (!error)
        error = field_object(ours, "machine", &machine);
    if (!error)
        error = field_text(&machine, "cpu_model", &results->cpu_model);
    if (!error)
        error = field_count(&machine, "usable_processors", 1, WORKERS_MAX, &results->processors);
    return error;
}

/* --- the cells -------------------------------------------------------------------------------- */

static int read_cell(const struct fields *from, struct result_cell *cell)
{
    int error = field_text(from, "name", &cell->name);
    if (!error)
        error = field_text(from, "workload", &cell->workload);
    if (!error)
        error = field_text(from, "strategy", &cell->strategy);
    if (!error)
        error = field_count(from, "workers", 1, WORKERS_MAX, &cell->workers);
    if (!error)
        error = field_flag(from, "oversubscribed", &cell->oversubscribed);
    if (!error)
        error = field_flag(from, "baseline", &cell->baseline);
    return error;
}

static int note_cell(const struct fields *from, const struct result_cell *cell, size_t index,
                     struct seen *seen)
{
    int error = note(seen->cells, cell->name, json_integer((json_int_t)index));
    if (error == EEXIST)
        return field_refuse(from, "name", json_object_get(from->object, "name"),
                            "a name that no other cell has");
    if (!error && cell->baseline)
        error = note(seen->baselines, cell->workload, json_true());
    if (error == EEXIST)
        return field_refuse(from, "baseline", json_true(),
                            "false, for its workload has a baseline already");
    return error;
}

static int read_cells(const struct fields *ours, struct results *results, struct seen *seen)
{
    const json_t *array;
    int error = field_array(ours, "cells", &array);
    if (error)
        return error;
    size_t count = json_array_size(array);
    if (count > CELLS_MAX)
        return field_refuse(ours, "cells", array, "one of at most %d cells", CELLS_MAX);
    results->cells = calloc(count > 0 ? count : 1, sizeof *results->cells);
    if (!results->cells)
        return ENOMEM;
    results->cell_count = count;

    for (size_t i = 0; i < count && !error; i++) {
        struct fields from;
        error = field_element(ours, "cells", i, &from);
        if (!error)
            error = read_cell(&from, &results->cells[i]);
        if (!error)
            error = note_cell(&from, &results->cells[i], i, seen);
    }
    return error;
}

/* --- the repetitions -------------------------------------------------------------------------- */

/* A failed repetition has its sentence; of its figures only those need be there that it came to. */
static int read_failure(const struct fields *from, struct repetition *repetition)
{
    int error = field_text(from, "error_message", &repetition->error);
    if (!error && json_object_get(from->object, "run_ns"))
        error = field_durations(from, "run_ns", &repetition->run_ns, &repetition->runs);
    return error;
}

static int read_metric(const struct fields *from, const struct metric *metric,
                       struct repetition *repetition)
{
    if (metric->kind == METRIC_RUNS) {
        int error = field_durations(from, metric->name, &repetition->run_ns, &repetition->runs);
        if (error == 0 && repetition->runs == 0)
            error = field_refuse(from, metric->name, json_object_get(from->object, metric->name),
                                 "one of at least one duration");
        return error;
    }
    double *value = metric_at(metric, repetition);
    *value = (double)NAN;
    if (metric->kind == METRIC_OPTIONAL && json_object_get(from->object, metric->name) == NULL)
        return 0;
    return field_number(from, metric->name, metric->unit, metric->min, value);
}

static int read_metrics(const struct fields *from, struct repetition *repetition)
{
    int error = 0;
    for (const struct metric *metric = metrics; metric->name != NULL && error == 0; metric++)
        error = read_metric(from, metric, repetition);
    return error;
}

/* Which cell in which block this is, and that it is the first such. */
static int read_turn(const struct fields *from, const struct results *results,
                     struct repetition *repetition, struct seen *seen)
{
    const json_t *name = json_object_get(from->object, "name");
    const json_t *cell = json_object_get(seen->cells, json_string_value(name));
    if (!cell)
        return field_refuse(from, "name", name, "the name of one of the cells");
    repetition->cell = (size_t)json_integer_value(cell);

    int error = field_count(from, "block", 0, (int64_t)results->blocks - 1, &repetition->block);
    if (error)
        return error;
    char turn[48];
    snprintf(turn, sizeof turn, "%zu/%u", repetition->cell, repetition->block);
    error = note(seen->repetitions, turn, json_true());
    if (error == EEXIST)
        return field_refuse(from, "block", json_object_get(from->object, "block"),
                            "one that this cell has not been in already");
    return error;
}

static int read_repetition(const struct fields *from, const struct results *results,
                           struct repetition *repetition, struct seen *seen)
{
    bool failed;
    int error = read_turn(from, results, repetition, seen);
    if (!error)
        error = field_optional_flag(from, "error_occurred", &failed);
    if (!error)
        error = failed ? read_failure(from, repetition) : read_metrics(from, repetition);
    return error;
}

static int read_repetitions(const struct fields *document, struct results *results,
                            struct seen *seen)
{
    const json_t *array;
    int error = field_array(document, "benchmarks", &array);
    if (error)
        return error;
    size_t count = json_array_size(array);
    results->repetitions = calloc(count > 0 ? count : 1, sizeof *results->repetitions);
    if (!results->repetitions)
        return ENOMEM;
    results->repetition_count = count;

    for (size_t i = 0; i < count && !error; i++) {
        struct fields from;
        error = field_element(document, "benchmarks", i, &from);
        if (!error)
            error = read_repetition(&from, results, &results->repetitions[i], seen);
    }
    return error;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int read_document(const struct fields *document, struct results *results, struct seen *seen)
{
    struct fields context;
    struct fields ours;
    int error = field_object(document, "context", &context);
    if (!error)
        error = field_object(&context, "forkscale", &ours);
    if (!error)
        error = read_head(&ours, results);
    if (!error)
        error = read_cells(&ours, results, seen);
    if (!error)
        error = read_repetitions(document, results, seen);
    return error;
}

int results_from_json(const json_t *root, struct results *results, struct error *error)
{
    struct fields document = { .object = root, .error = error };
    struct seen seen = { json_object(), json_object(), json_object() };
    *results = (struct results){ 0 };
    int code = ENOMEM;
    if (seen.cells != NULL && seen.baselines != NULL && seen.repetitions != NULL)
        code = read_document(&document, results, &seen);
    json_decref(seen.cells);
    json_decref(seen.baselines);
    json_decref(seen.repetitions);
    if (code == ENOMEM)
        error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    if (code != 0)
        results_release(results);
    return code;
}
