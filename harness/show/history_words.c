/* SPDX-License-Identifier: MIT */
/* The sentences about a history. */
#include "show/history_words.h"
#include "show/comparison_words.h"
#include "show/label.h"
#include <stdlib.h>

const char *history_gap_words(const struct history_point *point)
{
    switch (point->gap) {
    case GAP_NONE:
        return NULL;
    case GAP_NO_CELL:
        return "no such cell";
    case GAP_FAILED:
        return point->failed > 0 ? "all repetitions failed" : "no repetition of the cell";
    case GAP_NO_BLOCK:
        return "no block has all that the value needs";
    }
    return NULL;
}

char *history_unit(const struct history_options *options)
{
    const struct figure *figure = &options->figure;
    char *unit;
    int length =
        !figure->is_time ? asprintf(&unit, "%s", figure->name)
        : options->is_absolute
            ? asprintf(&unit, "%s in ns", figure->name)
            : asprintf(&unit, "%s over that of the serial cell in the same block", figure->name);
    return length < 0 ? NULL : unit;
}

/* --- a change --------------------------------------------------------------------------------- */

/* "new (revision abc123, 2026-11-30)"; a run's time begins with its date. */
static void print_run(FILE *stream, const struct history_view *view, size_t run)
{
    const struct results *results = &view->runs[run];
    label_print(stream, view->names[run], 0, 0);
    fputs(" (revision ", stream);
    label_print(stream, results->revision != NULL ? results->revision : "not recorded", 0, 0);
    fprintf(stream, ", %.10s)", results->utc);
}

void history_print_change(FILE *stream, const struct history_view *view,
                          const struct history_series *series, const struct history_change *change)
{
    char ratio[RATIO_BYTES];
    char interval[INTERVAL_BYTES];
    comparison_ratio_text(change->factor.estimate, ratio);
    comparison_interval_text(&change->factor, interval);
    label_print(stream, series->cell->name, 0, 0);
    fprintf(stream, ": %s times as %s from ", ratio,
            view->options->figure.is_time ? "long" : "much");
    print_run(stream, view, change->point);
    fprintf(stream, " on; %s", interval);
}

/* --- notes ------------------------------------------------------------------------------------ */

static void note_difference(FILE *stream, const struct history_view *view, size_t at,
                            const struct difference *difference)
{
    char *before = comparison_fact_text(difference->fact, difference->base);
    char *after = comparison_fact_text(difference->fact, difference->new);
    fputs("  ", stream);
    label_print(stream, view->names[at], 0, 0);
    fprintf(stream, ": %s differs%s: before %s, now %s\n", difference->fact->name,
            difference->is_allowed ? ", as allowed" : "", before != NULL ? before : "",
            after != NULL ? after : "");
    free(before);
    free(after);
}

static void note_point(FILE *stream, const struct history_view *view,
                       const struct history_series *series, size_t at)
{
    const struct history_point *point = &series->points[at];
    for (size_t i = 0; i < point->differences.count; i++)
        note_difference(stream, view, at, &point->differences.all[i]);
    if (point->failed == 0)
        return;
    fputs("  ", stream);
    label_print(stream, view->names[at], 0, 0);
    fprintf(stream, ": %zu repetition%s failed: ", point->failed, point->failed == 1 ? "" : "s");
    label_print(stream, point->error, 0, 0);
    fputc('\n', stream);
}

void history_print_notes(FILE *stream, const struct history_view *view,
                         const struct history_series *series)
{
    for (size_t at = 0; at < view->history->runs; at++)
        note_point(stream, view, series, at);
    if (series->part_count > 1)
        fprintf(stream,
                "  Not all runs are comparable: they form %zu parts, each searched by itself.\n",
                series->part_count);
}

/* --- the conclusion --------------------------------------------------------------------------- */

void history_print_conclusion(FILE *stream, const struct history_view *view)
{
    const struct history *history = view->history;
    const double level = 100 * view->options->level;
    size_t changes = 0;
    for (size_t i = 0; i < history->count; i++)
        for (size_t c = 0; c < history->series[i].change_count; c++) {
            history_print_change(stream, view, &history->series[i], &history->series[i].changes[c]);
            fputc('\n', stream);
            changes++;
        }
    if (changes > 0)
        fprintf(stream, "With probability %g %%, no part without a change was divided.",
                100 - level);
    else if (history->longest < history->fewest)
        fprintf(stream,
                "Too few runs: no more than %zu are comparable, and at least %zu must be to show a "
                "change.",
                history->longest, history->fewest);
    else
        fprintf(stream, "No change is shown at a level of %g %% in all together.", level);
}

char *history_collect(const struct history_view *view, history_printer *write)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return NULL;
    write(stream, view);
    if (fclose(stream) == 0)
        return text;
    free(text);
    return NULL;
}
