/* SPDX-License-Identifier: MIT */
/* Samples that were kept as a table. */
#include "record/samples.h"
#include "kit/number.h"
#include "record/load.h"
#include "record/metric.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 64
#define WORKERS_MAX 1000000
#define BLOCKS_MAX  1000000

struct table {
    const char *path;
    FILE *file;
    char *head; /* the first line, into which `names` points */
    char *line;
    size_t line_bytes;
    unsigned number; /* of the line */
    char *names[COLUMNS_MAX];
    char *fields[COLUMNS_MAX];
    size_t columns;
    json_t *cells;       /* the cell's name → its index */
    json_t *repetitions; /* "cell/block" → true */
    struct error *error;
};

static int refuse(const struct table *table, const char *what, const char *text)
{
    return error_set(table->error, EBADMSG, "%s: line %u: %s '%.80s'", table->path, table->number,
                     what, text);
}

/* Cuts the line at its tabs. Returns how many fields there are, COLUMNS_MAX at most. */
static size_t split(char *line, char *fields[COLUMNS_MAX])
{
    size_t count = 0;
    line[strcspn(line, "\n")] = '\0';
    while (line != NULL && count < COLUMNS_MAX)
        fields[count++] = strsep(&line, "\t");
    return count;
}

/* The field under that name; "" where there is no such column. */
static const char *field(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->names[i], name) == 0)
            return table->fields[i];
    return "";
}

static int read_count(const struct table *table, const char *name, int64_t min, int64_t max,
                      unsigned *count)
{
    int64_t number;
    if (number_parse(field(table, name), min, max, &number) != 0)
        return refuse(table, name, field(table, name));
    *count = (unsigned)number;
    return 0;
}

static int read_number(const struct table *table, const struct metric *metric, double *number)
{
    const char *text = field(table, metric->name);
    char *end;
    *number = (double)NAN;
    if (text[0] == '\0' && metric->kind != METRIC_RUNS)
        return 0;
    *number = strtod(text, &end);
    if (end == text || *end != '\0' || !(*number >= metric->min && *number <= 1e18))
        return refuse(table, metric->name, text);
    return 0;
}

static int read_metrics(const struct table *table, struct repetition *repetition)
{
    int code = 0;
    for (const struct metric *metric = metrics; metric->name != NULL && code == 0; metric++)
        code = read_number(table, metric,
                           metric->kind == METRIC_RUNS ? repetition->run_ns
                                                       : metric_at(metric, repetition));
    return code;
}

static int note(json_t *known, const char *key, json_t *value)
{
    return json_object_set_new(known, key, value) == 0 ? 0 : ENOMEM;
}

static int note_repetition(const struct table *table, const struct repetition *repetition)
{
    char key[48];
    snprintf(key, sizeof key, "%zu/%u", repetition->cell, repetition->block);
    if (json_object_get(table->repetitions, key) != NULL)
        return refuse(table, "this cell has a line already for block", field(table, "block"));
    return note(table->repetitions, key, json_true());
}

/* Finds the line's cell, or adds it. */
static int read_cell(struct table *table, struct results *results, size_t *index)
{
    const char *workload = field(table, "workload");
    const char *strategy = field(table, "strategy");
    struct result_cell cell = { .baseline = strcmp(strategy, "serial") == 0 };
    int code = read_count(table, "workers", 1, WORKERS_MAX, &cell.workers);
    if (code != 0)
        return code;
    if (asprintf(&cell.name, "%s/%s/workers:%u", workload, strategy, cell.workers) < 0)
        return ENOMEM;
    const json_t *known = json_object_get(table->cells, cell.name);
    if (known != NULL) {
        free(cell.name);
        *index = (size_t)json_integer_value(known);
        return 0;
    }
    *index = results->cell_count;
    struct result_cell *cells = realloc(results->cells, (*index + 1) * sizeof *cells);
    if (cells == NULL) {
        free(cell.name);
        return ENOMEM;
    }
    cell.workload = strdup(workload);
    cell.strategy = strdup(strategy);
    results->cells = cells;
    cells[results->cell_count++] = cell;
    if (cell.workload == NULL || cell.strategy == NULL)
        return ENOMEM;
    return note(table->cells, cell.name, json_integer((json_int_t)*index));
}

static int read_repetition(struct table *table, struct results *results)
{
    struct repetition *all =
        realloc(results->repetitions, (results->repetition_count + 1) * sizeof *all);
    if (all == NULL)
        return ENOMEM;
    results->repetitions = all;
    struct repetition *repetition = &all[results->repetition_count++];
    *repetition = (struct repetition){ .run_ns = calloc(1, sizeof(double)), .runs = 1 };
    if (repetition->run_ns == NULL)
        return ENOMEM;
    int code = read_cell(table, results, &repetition->cell);
    if (code == 0)
        code = read_count(table, "block", 0, BLOCKS_MAX - 1, &repetition->block);
    if (code == 0)
        code = note_repetition(table, repetition);
    if (code != 0)
        return code;
    if (repetition->block >= results->blocks)
        results->blocks = repetition->block + 1;
    const char *failure = field(table, "error");
    if (failure[0] == '\0')
        return read_metrics(table, repetition);
    repetition->error = strdup(failure);
    return repetition->error != NULL ? 0 : ENOMEM;
}

static int read_lines(struct table *table, struct results *results)
{
    int code = 0;
    while (code == 0 && getline(&table->line, &table->line_bytes, table->file) > 0) {
        table->number++;
        if (table->head == NULL) {
            table->head = table->line;
            table->line = NULL;
            table->line_bytes = 0;
            table->columns = split(table->head, table->names);
        } else if (split(table->line, table->fields) != table->columns) {
            code = refuse(table, "as many fields as in the first line are expected, not", "");
        } else {
            code = read_repetition(table, results);
        }
    }
    return code;
}

int samples_read(const char *path, struct results *results, struct error *error)
{
    struct table table = {
        .path = path, .cells = json_object(), .repetitions = json_object(), .error = error
    };
    *results = (struct results){ .iterations = 1 };
    int code = file_open(path, &table.file, error);
    if (code == 0) {
        code = read_lines(&table, results);
        if (code == 0 && ferror(table.file))
            code = error_set_errno(error, EIO, "cannot read %s", path);
        (void)fclose(table.file);
    }
    if (code == ENOMEM)
        error_set_errno(error, ENOMEM, "cannot read %s", path);
    free(table.head);
    free(table.line);
    json_decref(table.cells);
    json_decref(table.repetitions);
    if (code != 0)
        results_release(results);
    return code;
}
