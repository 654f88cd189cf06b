/* SPDX-License-Identifier: MIT */
/* Tables for other programs. */
#include "show/rows.h"
#include "kit/text.h"
#include "show/label.h"
#include <errno.h>
#include <float.h>
#include <stdlib.h>

json_t *json_whole(json_t *value, int failed)
{
    if (failed == 0)
        return value;
    json_decref(value);
    return NULL;
}

json_t *json_figure(bool exists, double number)
{
    return exists ? json_real(number) : json_null();
}

json_t *json_text(const char *text)
{
    char *printable = text != NULL ? text_printable(text) : NULL;
    json_t *string = text == NULL ? json_null() : printable != NULL ? json_string(printable) : NULL;
    free(printable);
    return string;
}

json_t *json_take(char *text)
{
    json_t *string = text != NULL ? json_string(text) : NULL;
    free(text);
    return string;
}

/* An estimate or a shift, as keys. */
struct keyed {
    const char *name;
    const char *unit;
    const char *middle; /* what the figure in the middle is called */
    double figures[3];  /* middle, low, high */
    size_t count;
    const char *interval;
};

static json_t *json_keyed(const struct keyed *keyed)
{
    const char *const names[] = { keyed->middle, "low", "high" };
    const char *unit = keyed->unit;
    bool exists = keyed->count > 0;
    json_t *keys = json_object();
    int failed = keys == NULL;
    char key[64];
    for (size_t i = 0; i < 3; i++) {
        snprintf(key, sizeof key, "%s_%s%s%s", keyed->name, names[i], unit[0] != '\0' ? "_" : "",
                 unit);
        failed |= json_object_set_new(keys, key, json_figure(exists, keyed->figures[i]));
    }
    snprintf(key, sizeof key, "%s_interval", keyed->name);
    failed |= json_object_set_new(keys, key, exists ? json_string(keyed->interval) : json_null());
    snprintf(key, sizeof key, "%s_blocks", keyed->name);
    failed |= json_object_set_new(keys, key, json_integer((json_int_t)keyed->count));
    return json_whole(keys, failed);
}

json_t *json_estimate(const char *name, const char *unit, const struct estimate *estimate)
{
    return json_keyed(&(struct keyed){ name,
                                       unit,
                                       "median",
                                       { estimate->median, estimate->low, estimate->high },
                                       estimate->count,
                                       estimate->has_interval ? "95%" : "range" });
}

json_t *json_shift(const char *name, const char *unit, const struct shift *shift, const char *kind)
{
    return json_keyed(&(struct keyed){ name,
                                       unit,
                                       "estimate",
                                       { shift->estimate, shift->low, shift->high },
                                       shift->count,
                                       shift->has_interval ? kind : "range" });
}

static int write_value(FILE *stream, const json_t *value)
{
    if (json_is_string(value)) {
        char *label = text_printable(json_string_value(value));
        if (label == NULL)
            return ENOMEM;
        label_write_tsv(stream, label);
        free(label);
    } else if (json_is_real(value)) {
        fprintf(stream, "%.*g", DBL_DECIMAL_DIG, json_real_value(value));
    } else if (json_is_integer(value)) {
        fprintf(stream, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_boolean(value)) {
        fputs(json_is_true(value) ? "true" : "false", stream);
    }
    return 0;
}

/* Writes the keys of a row, or with `values` what stands under them. */
static int write_line(FILE *stream, json_t *row, bool values)
{
    int error = 0;
    const char *separator = "";
    const char *key;
    json_t *value;
    json_object_foreach(row, key, value)
    {
        fputs(separator, stream);
        separator = "\t";
        if (!values)
            fputs(key, stream);
        else if (error == 0)
            error = write_value(stream, value);
    }
    fputc('\n', stream);
    return error;
}

static int write_tsv(FILE *stream, json_t *rows)
{
    int error = 0;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        if (i == 0)
            write_line(stream, row, false);
        if (error == 0)
            error = write_line(stream, row, true);
    }
    return error;
}

static int write_json(FILE *stream, json_t *rows)
{
    int failed = json_dumpf(rows, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(DBL_DECIMAL_DIG));
    fputc('\n', stream);
    return failed == 0 || ferror(stream) ? 0 : ENOMEM;
}

int rows_write(FILE *stream, json_t *rows, enum table_format format)
{
    if (rows == NULL)
        return ENOMEM;
    int error = format == FORMAT_JSON ? write_json(stream, rows) : write_tsv(stream, rows);
    json_decref(rows);
    return error;
}
