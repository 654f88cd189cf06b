/* SPDX-License-Identifier: MIT */
/* The picture of a history: its data, its settings, and gnuplot to draw it. */
#include "show/history_words.h"
#include "show/label.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANELS_MAX 24 /* more are unreadable */
#define NAME       "history"

static int out_of_memory(struct error *error)
{
    return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
}

/* --- data ------------------------------------------------------------------------------------- */

/* A gap has part 0 and no figures. */
static void write_point(FILE *stream, size_t panel, size_t at, const struct history_point *point)
{
    fprintf(stream, "%zu\t%zu\t", panel, at + 1);
    if (point->gap != GAP_NONE)
        fputs("0\t\t\t\t\t\t0\n", stream);
    else
        fprintf(stream, "%zu\t%.10g\t%.10g\t%.10g\t%s\t%.10g\t%zu\n", point->part + 1,
                point->value.median, point->value.low, point->value.high,
                point->value.has_interval ? "95%" : "range", point->level, point->value.count);
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    (void)error;
    const struct history_view *view = staging->subject;
    const struct history *history = view->history;
    fputs("panel\tplace\tpart\tvalue\tlow\thigh\tinterval\tlevel\tblocks\n", stream);
    for (size_t i = 0; i < history->count; i++)
        for (size_t at = 0; at < history->runs; at++)
            write_point(stream, i + 1, at, &history->series[i].points[at]);
    return 0;
}

/* --- settings --------------------------------------------------------------------------------- */

/* The range of a panel's axis. */
static void write_range(FILE *stream, size_t panel, const struct history_series *series,
                        size_t runs)
{
    double least = (double)INFINITY;
    double greatest = 0;
    for (size_t at = 0; at < runs; at++) {
        const struct history_point *point = &series->points[at];
        if (point->gap != GAP_NONE)
            continue;
        least = fmin(least, point->value.low);
        greatest = fmax(greatest, point->value.high);
    }
    if (greatest == 0)
        least = greatest = 1;
    double edge = fmax(0.12 * (greatest - least), 0.01 * greatest);
    fprintf(stream, "least[%zu] = %.10g; greatest[%zu] = %.10g\n", panel, least - edge, panel,
            greatest + edge);
}

static bool is_change(const struct history_series *series, size_t at)
{
    for (size_t i = 0; i < series->change_count; i++)
        if (series->changes[i].point == at)
            return true;
    return false;
}

/* The values of a part between two changes are joined by a line at their median. */
static void write_levels(FILE *stream, size_t panel, const struct history_series *series,
                         size_t runs)
{
    for (size_t at = 0; at < runs; at++) {
        const struct history_point *point = &series->points[at];
        size_t last = at;
        if (point->gap != GAP_NONE || (point->previous != at && !is_change(series, at)))
            continue;
        for (size_t next = at + 1; next < runs; next++)
            if (series->points[next].gap == GAP_NONE && series->points[next].previous == last &&
                !is_change(series, next))
                last = next;
        fprintf(stream, "%zu\t%zu\t%zu\t%zu\t%.10g\n", panel, at + 1, last + 1, point->part + 1,
                point->level);
    }
}

static int write_panel(FILE *stream, const struct history_view *view, size_t panel)
{
    const struct history_series *series = &view->history->series[panel - 1];
    write_range(stream, panel, series, view->history->runs);
    return label_write_setting(stream, "panel", panel, series->cell->name);
}

static size_t count_changes(const struct history *history)
{
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++)
        count += history->series[i].change_count;
    return count;
}

/* gnuplot has no array of nothing, so these have a place more. */
static void write_changes(FILE *stream, const struct history *history)
{
    size_t count = count_changes(history);
    size_t number = 0;
    fprintf(stream,
            "change_count = %zu\narray change_panel[%zu]\narray change_place[%zu]\n"
            "array change_factor[%zu]\n",
            count, count + 1, count + 1, count + 1);
    for (size_t i = 0; i < history->count; i++)
        for (size_t c = 0; c < history->series[i].change_count; c++) {
            const struct history_change *change = &history->series[i].changes[c];
            number++;
            fprintf(stream,
                    "change_panel[%zu] = %zu; change_place[%zu] = %.1f; change_factor[%zu] = "
                    "%.10g\n",
                    number, i + 1, number, (double)change->point + 0.5, number,
                    change->factor.estimate);
        }
    fputs("$levels << END\npanel\tfrom\tto\tpart\tlevel\n", stream);
    for (size_t i = 0; i < history->count; i++)
        write_levels(stream, i + 1, &history->series[i], history->runs);
    fputs("END\n", stream);
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct history_view *view = staging->subject;
    const struct history *history = view->history;
    fprintf(stream,
            "# " NAME ".svg and " NAME ".png, drawn from " NAME ".tsv by `gnuplot " NAME
            ".gp` in this folder.\n\npicture = '" NAME "'\npanel_count = %zu\nrun_count = %zu\n"
            "array panel[%zu]\narray least[%zu]\narray greatest[%zu]\narray run[%zu]\n",
            history->count, history->runs, history->count, history->count, history->count,
            history->runs);
    char *unit = history_unit(view->options);
    int code = unit != NULL ? label_write_setting(stream, "unit", 0, unit) : ENOMEM;
    free(unit);
    for (size_t i = 0; i < history->count && code == 0; i++)
        code = write_panel(stream, view, i + 1);
    for (size_t at = 0; at < history->runs && code == 0; at++)
        code = label_write_setting(stream, "run", at + 1, view->names[at]);
    if (code != 0)
        return out_of_memory(error);
    write_changes(stream, history);
    return staging_copy(stream, staging, NAME ".gp", error);
}

int history_draw(const struct plot_place *place, const struct history_view *view,
                 struct error *error)
{
    const size_t panels = view->history->count;
    if (panels == 0 || panels > PANELS_MAX)
        return error_set(error, ERANGE, "%zu cells cannot be drawn: 1 to %d can", panels,
                         PANELS_MAX);
    const struct staging staging = { NAME, place, write_data, write_script, view };
    return staging_draw(&staging, error);
}
