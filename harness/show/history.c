/* SPDX-License-Identifier: MIT */
/* A history as a table for a terminal, a part for each cell; or as rows.
 *
 *     spin/pool/workers:2
 *       run  time                  revision  part  blocks  value  95 % interval
 *       new  2026-11-30T15:40:00Z  abc123       1      20  0.561  [0.560, 0.563]  1.12 times
 */
#include "show/history.h"
#include "kit/text.h"
#include "show/comparison_words.h"
#include "show/history_rows.h"
#include "show/history_words.h"
#include "show/label.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS_MAX 40 /* a longer label shifts its own line only */

struct layout {
    FILE *stream;
    const struct history_view *view;
    size_t name; /* columns */
    size_t revision;
};

static void widen(size_t *width, const char *text)
{
    char *printable = text_printable(text);
    size_t columns = printable != NULL ? label_columns(printable) : 0;
    free(printable);
    if (columns > *width && columns <= LABEL_COLUMNS_MAX)
        *width = columns;
}

static const char *revision_of(const struct results *results)
{
    return results->revision != NULL ? results->revision : "-";
}

static void measure(struct layout *layout)
{
    layout->name = strlen("run");
    layout->revision = strlen("revision");
    for (size_t at = 0; at < layout->view->history->runs; at++) {
        widen(&layout->name, layout->view->names[at]);
        widen(&layout->revision, revision_of(&layout->view->runs[at]));
    }
}

static void print_change(const struct layout *layout, const struct history_series *series,
                         size_t at)
{
    char ratio[RATIO_BYTES];
    for (size_t i = 0; i < series->change_count; i++) {
        if (series->changes[i].point != at)
            continue;
        comparison_ratio_text(series->changes[i].factor.estimate, ratio);
        fprintf(layout->stream, "  %s times", ratio);
    }
}

static void print_point(const struct layout *layout, const struct history_series *series, size_t at)
{
    const struct history_point *point = &series->points[at];
    const struct results *run = &layout->view->runs[at];
    fputs("  ", layout->stream);
    label_print(layout->stream, layout->view->names[at], layout->name, 2);
    fprintf(layout->stream, "%s  ", run->utc);
    label_print(layout->stream, revision_of(run), layout->revision, 2);
    if (point->gap != GAP_NONE) {
        fprintf(layout->stream, "   -       -        -  %s\n", history_gap_words(point));
        return;
    }
    const struct shift interval = {
        .low = point->value.low,
        .high = point->value.high,
        .has_interval = point->value.has_interval,
    };
    char value[RATIO_BYTES];
    char text[INTERVAL_BYTES];
    comparison_ratio_text(point->value.median, value);
    comparison_interval_text(&interval, text);
    fprintf(layout->stream, "%4zu  %6zu  %7s  %s", point->part + 1, point->value.count, value,
            text);
    print_change(layout, series, at);
    fputc('\n', layout->stream);
}

static void print_series(const struct layout *layout, const struct history_series *series)
{
    FILE *stream = layout->stream;
    label_print(stream, series->cell->name, 0, 0);
    fputs("\n  ", stream);
    label_print(stream, "run", layout->name, 2);
    fprintf(stream, "%-20s  ", "time");
    label_print(stream, "revision", layout->revision, 2);
    fputs("part  blocks    value  95 % interval\n", stream);
    for (size_t at = 0; at < layout->view->history->runs; at++)
        print_point(layout, series, at);
    history_print_notes(stream, layout->view, series);
    fputc('\n', stream);
}

static int print(FILE *stream, const struct history_view *view)
{
    struct layout layout = { .stream = stream, .view = view };
    char *unit = history_unit(view->options);
    if (unit == NULL)
        return ENOMEM;
    measure(&layout);
    for (size_t i = 0; i < view->history->count; i++)
        print_series(&layout, &view->history->series[i]);
    fprintf(stream,
            "Value: %s,\nthe median over blocks; […] is its 95 %% interval, (…) the range of too "
            "few blocks.\n\n",
            unit);
    free(unit);
    history_print_conclusion(stream, view);
    fputc('\n', stream);
    return 0;
}

int history_write(FILE *stream, const struct history_view *view, enum table_format format)
{
    switch (format) {
    case FORMAT_TABLE:
        return print(stream, view);
    case FORMAT_JSON:
        return history_write_json(stream, view);
    case FORMAT_TSV:
        return history_write_tsv(stream, view);
    }
    return 0;
}
