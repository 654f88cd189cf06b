/* SPDX-License-Identifier: MIT */
/* What is measured, and what is computed from it. */
#include "analyse/summary.h"
#include "record/metric.h"
#include "show/rows.h"
#include <string.h>

static int add(json_t *rows, const char *of, const char *name, const char *unit,
               const char *meaning)
{
    return json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "of", of, "name", name,
                                                 "unit", unit, "meaning", meaning));
}

static json_t *rows_json(void)
{
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (const struct metric *row = metrics; row->name != NULL; row++)
        failed |= add(rows, "repetition", row->name, row->unit, row->meaning);
    for (const struct cell_metric *row = cell_metrics; row->name != NULL; row++) {
        char name[64];
        const char *unit = cell_metric_unit(row);
        const char *rest = row->kind == CELL_SHARE ? "" : "_{median,low,high}";
        snprintf(name, sizeof name, "%s%s%s%s", row->name, rest, unit[0] != '\0' ? "_" : "", unit);
        failed |= add(rows, "cell", name, unit, row->meaning);
    }
    return json_whole(rows, failed);
}

static void print(FILE *stream, const json_t *rows)
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
    json_t *rows = rows_json();
    if (rows == NULL || format != FORMAT_TABLE)
        return rows_write(stream, rows, format);
    print(stream, rows);
    json_decref(rows);
    return 0;
}
