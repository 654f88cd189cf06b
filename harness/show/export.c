/* SPDX-License-Identifier: MIT */
/* The summaries for other programs. TSV is made from the JSON objects, so the two cannot differ. */
#include "show/export.h"
#include "kit/text.h"
#include "show/label.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#define DIGITS 10 /* a few seconds to the nanosecond */

/* Adds `value`, and takes it over. False when out of memory; NULL is the value of a call that
 * was. */
static bool add(json_t *row, const char *key, json_t *value)
{
    return json_object_set_new(row, key, value) == 0;
}

/* Adds NAME_median, _low and _high, each with `unit` behind it, NAME_interval and NAME_blocks. */
static bool add_estimate(json_t *row, const char *name, const char *unit,
                         const struct estimate *estimate)
{
    const struct {
        const char *what;
        double value;
    } figures[] = { { "median", estimate->median },
                    { "low", estimate->low },
                    { "high", estimate->high } };
    bool exists = estimate->count > 0;
    char key[64];
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        snprintf(key, sizeof key, "%s_%s%s", name, figures[i].what, unit);
        if (!add(row, key, exists ? json_real(figures[i].value) : json_null()))
            return false;
    }
    snprintf(key, sizeof key, "%s_interval", name);
    const char *kind = estimate->has_interval ? "95%" : "range";
    if (!add(row, key, exists ? json_string(kind) : json_null()))
        return false;
    snprintf(key, sizeof key, "%s_blocks", name);
    return add(row, key, json_integer((json_int_t)estimate->count));
}

static bool fill_row(json_t *row, const struct summary *summary)
{
    const struct result_cell *cell = summary->cell;
    bool exists = summary->run.count > 0;
    return add(row, "workload", json_string(cell->workload)) &&
           add(row, "strategy", json_string(cell->strategy)) &&
           add(row, "workers", json_integer(cell->workers)) &&
           add(row, "oversubscribed", json_boolean(cell->oversubscribed)) &&
           add(row, "baseline", json_boolean(cell->baseline)) &&
           add_estimate(row, "run", "_ns", &summary->run) &&
           add_estimate(row, "once", "_ns", &summary->once) &&
           add_estimate(row, "speedup", "", &summary->speedup) &&
           add_estimate(row, "efficiency", "", &summary->efficiency) &&
           add_estimate(row, "once_speedup", "", &summary->once_speedup) &&
           add(row, "startup_share", exists ? json_real(summary->startup_share) : json_null()) &&
           add(row, "imbalance_share",
               exists ? json_real(summary->imbalance_share) : json_null()) &&
           add(row, "finish_share", exists ? json_real(summary->finish_share) : json_null()) &&
           add(row, "error", summary->error ? json_string(summary->error) : json_null());
}

/* A new object, NULL when out of memory. */
static json_t *make_row(const struct summary *summary)
{
    json_t *row = json_object();
    if (row && fill_row(row, summary))
        return row;
    json_decref(row);
    return NULL;
}

int export_json(FILE *stream, const struct summary *summaries, size_t count)
{
    json_t *rows = json_array();
    int error = rows ? 0 : ENOMEM;
    for (size_t i = 0; i < count && !error; i++)
        if (json_array_append_new(rows, make_row(&summaries[i])) < 0)
            error = ENOMEM;
    if (!error && json_dumpf(rows, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS)) < 0)
        error = errno ? errno : EIO;
    if (!error)
        fputc('\n', stream);
    json_decref(rows);
    return error;
}

static int write_field(FILE *stream, const json_t *value)
{
    if (json_is_string(value)) {
        char *label = text_printable(json_string_value(value));
        if (!label)
            return ENOMEM;
        label_write_tsv(stream, label);
        free(label);
    } else if (json_is_real(value)) {
        fprintf(stream, "%.*g", DIGITS, json_real_value(value));
    } else if (json_is_integer(value)) {
        fprintf(stream, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_boolean(value)) {
        fputs(json_is_true(value) ? "true" : "false", stream);
    }
    return 0;
}

static void write_names(FILE *stream, json_t *row)
{
    const char *separator = "";
    const char *key;
    json_t *value;
    json_object_foreach(row, key, value)
    {
        fprintf(stream, "%s%s", separator, key);
        separator = "\t";
    }
    fputc('\n', stream);
}

static int write_fields(FILE *stream, json_t *row)
{
    const char *separator = "";
    const char *key;
    json_t *value;
    json_object_foreach(row, key, value)
    {
        fputs(separator, stream);
        separator = "\t";
        int error = write_field(stream, value);
        if (error)
            return error;
    }
    fputc('\n', stream);
    return 0;
}

int export_tsv(FILE *stream, const struct summary *summaries, size_t count)
{
    int error = 0;
    for (size_t i = 0; i < count && !error; i++) {
        json_t *row = make_row(&summaries[i]);
        if (!row)
            return ENOMEM;
        if (i == 0)
            write_names(stream, row);
        error = write_fields(stream, row);
        json_decref(row);
    }
    return error;
}
