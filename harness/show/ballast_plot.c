/* SPDX-License-Identifier: MIT */
/* The picture of cost against memory: its data, its settings, and gnuplot to draw it. */
#include "kit/text.h"
#include "show/ballast.h"
#include "show/label.h"
#include "show/lines.h"
#include "show/plot.h"
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANELS_MAX 16
#define FITS_MAX   200
#define NAME       "ballast"

/* What the picture is made of. */
struct subject {
    const struct results *results;
    const struct summary *summaries;
    const struct ballast_lines *lines;
    size_t *panel;           /* of each line, from 1; alike lines share one */
    size_t *series;          /* of each line, from 1; those of a strategy share one */
    size_t *numbers;         /* of each series, from 0, that in the picture: show/lines.h */
    const char **strategies; /* of each series, its label */
    size_t panel_count;
    size_t series_count;
};

static bool is_of_strategy(const struct ballast_line *one, const struct ballast_line *other)
{
    return strcmp(one->strategy, other->strategy) == 0;
}

/* Numbers the lines by what they have in common. Returns how many numbers there are. */
static size_t number(const struct ballast_lines *lines, size_t *numbers,
                     bool (*is_same)(const struct ballast_line *, const struct ballast_line *))
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        size_t twin = 0;
        while (!is_same(&lines->all[twin], &lines->all[i]))
            twin++;
        numbers[i] = twin < i ? numbers[twin] : ++count;
    }
    return count;
}

static size_t number_of(const struct subject *subject, size_t index)
{
    return subject->numbers[subject->series[index] - 1];
}

/* What the strategy takes where it ends; 0 of one that failed. */
static double end_ns(const struct subject *subject, size_t index)
{
    const struct ballast_line *line = &subject->lines->all[index];
    const struct summary *summary = &subject->summaries[line->cells[line->count - 1]];
    return summary->error == NULL && summary->once.count > 0 ? summary->once.median : 0;
}

/* Drawn are those with the least time there, by the geometric mean over their lines. */
static int number_lines(struct subject *subject)
{
    size_t count = 0;
    struct line_score *scores = calloc(subject->lines->count, sizeof *scores);
    if (scores == NULL)
        return ENOMEM;
    for (size_t i = 0; i < subject->lines->count; i++) {
        subject->strategies[subject->series[i] - 1] = subject->lines->all[i].strategy;
        if (end_ns(subject, i) > 0)
            scores[count++] =
                (struct line_score){ subject->series[i] - 1, -log(end_ns(subject, i)) };
    }
    int error = lines_number(scores, count, subject->series_count, subject->numbers);
    free(scores);
    return error;
}

/* --- data ------------------------------------------------------------------------------------- */

static int write_label(FILE *stream, const char *text)
{
    char *label = text_printable(text);
    if (label == NULL)
        return ENOMEM;
    label_write_tsv(stream, label);
    fputc('\t', stream);
    free(label);
    return 0;
}

/* A cell on a line. The figures of one that failed are empty. */
static int write_point(FILE *stream, const struct subject *subject, size_t index, size_t at)
{
    const struct ballast_line *line = &subject->lines->all[index];
    const struct summary *summary = &subject->summaries[line->cells[at]];
    int error = write_label(stream, line->cell->workload);
    if (error == 0)
        error = write_label(stream, line->strategy);
    fprintf(stream, "%u\t%s\t%zu\t%zu\t%.0f\t", line->cell->workers, line->pages,
            subject->panel[index], number_of(subject, index), summary->cell->ballast_bytes);
    if (summary->once.count > 0 && summary->error == NULL)
        fprintf(stream, "%.0f\t%.*g\t%.*g\t%.*g\t%s\t%zu\n", line->resident[at], DBL_DECIMAL_DIG,
                summary->once.median, DBL_DECIMAL_DIG, summary->once.low, DBL_DECIMAL_DIG,
                summary->once.high, summary->once.has_interval ? "95%" : "range",
                summary->once.count);
    else
        fputs("\t\t\t\t\t0\n", stream);
    return error;
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    int code = 0;
    fputs("workload\tstrategy\tworkers\tpages\tpanel\tseries\tballast_bytes\tresident_bytes\t"
          "once_ns\tlow\thigh\tinterval\tblocks\n",
          stream);
    for (size_t i = 0; i < subject->lines->count; i++)
        for (size_t at = 0; at < subject->lines->all[i].count && code == 0; at++)
            code = write_point(stream, subject, i, at);
    return code != 0 ? error_set(error, code, "%s", strerror(code)) : 0;
}

/* --- settings --------------------------------------------------------------------------------- */

/* "spin:items=2,grain=0, 2 workers, huge pages (100 % of the ballast)" */
static int write_panel(FILE *stream, const struct subject *subject, size_t index)
{
    const struct ballast_line *line = &subject->lines->all[index];
    char *text = NULL;
    size_t bytes;
    FILE *title = open_memstream(&text, &bytes);
    if (title == NULL)
        return ENOMEM;
    fprintf(title, "%s, ", line->cell->workload);
    ballast_title(title, line);
    int error = fclose(title) == 0
                    ? label_write_setting(stream, "panel", subject->panel[index], text)
                    : ENOMEM;
    free(text);
    return error;
}

static int write_line(FILE *stream, const struct subject *subject, size_t index)
{
    const struct ballast_line *line = &subject->lines->all[index];
    size_t place = index + 1;
    fprintf(stream,
            "line_panel[%zu] = %zu; line_series[%zu] = %zu; intercept[%zu] = %.*g; "
            "slope[%zu] = %.*g; from[%zu] = %.0f; to[%zu] = %.0f\n",
            place, line->fit_count > 0 ? subject->panel[index] : 0, place,
            number_of(subject, index), place, DBL_DECIMAL_DIG, line->intercept.median, place,
            DBL_DECIMAL_DIG, line->slope.median, place, line->resident[0], place,
            line->resident[line->count - 1]);
    lines_write_end(stream, subject->panel[index] - 1, subject->series_count,
                    number_of(subject, index), end_ns(subject, index));
    return write_panel(stream, subject, index);
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    size_t lines = subject->lines->count;
    fprintf(stream,
            "# " NAME ".svg and " NAME ".png, drawn from " NAME ".tsv by `gnuplot " NAME
            ".gp` in this folder.\n\npicture = '" NAME "'\npanel_count = %zu\nline_count = %zu\n"
            "array panel[%zu]\n",
            subject->panel_count, lines, subject->panel_count);
    static const char *const arrays[] = { "line_panel", "line_series", "intercept",
                                          "slope",      "from",        "to" };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        fprintf(stream, "array %s[%zu]\n", arrays[i], lines);
    int code = plot_write_machine(stream, subject->results);
    if (code == 0)
        code = lines_write_settings(stream, subject->strategies, subject->numbers,
                                    subject->series_count);
    lines_begin_ends(stream, subject->panel_count, subject->series_count);
    for (size_t i = 0; i < lines && code == 0; i++)
        code = write_line(stream, subject, i);
    if (code != 0)
        return error_set(error, code, "%s", strerror(code));
    code = staging_copy(stream, staging, "styles.gp", error);
    return code != 0 ? code : staging_copy(stream, staging, NAME ".gp", error);
}

/* --- all -------------------------------------------------------------------------------------- */

static int draw(struct subject *subject, const struct plot_place *place, struct error *error)
{
    const struct ballast_lines *lines = subject->lines;
    subject->panel_count = number(lines, subject->panel, ballast_is_alike);
    subject->series_count = number(lines, subject->series, is_of_strategy);
    if (subject->panel_count > PANELS_MAX || lines->count > FITS_MAX)
        return error_set(error, ERANGE,
                         "%zu lines of cost against memory in %zu panels cannot be drawn: at most "
                         "%d in %d can",
                         lines->count, subject->panel_count, FITS_MAX, PANELS_MAX);
    if (number_lines(subject) != 0)
        return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    const struct staging staging = { NAME, place, write_data, write_script, subject };
    return staging_draw(&staging, error);
}

int ballast_draw(const struct plot_place *place, const struct results *results,
                 const struct summary *summaries, struct error *error)
{
    struct ballast_lines lines;
    int code = ballast_lines_fit(results, &lines);
    if (code != 0)
        return error_set(error, code, "%s", strerror(code));
    struct subject subject = {
        .results = results,
        .summaries = summaries,
        .lines = &lines,
        .panel = calloc(lines.count + 1, sizeof *subject.panel),
        .series = calloc(lines.count + 1, sizeof *subject.series),
        .numbers = calloc(lines.count + 1, sizeof *subject.numbers),
        .strategies = calloc(lines.count + 1, sizeof *subject.strategies),
    };
    if (subject.panel == NULL || subject.series == NULL || subject.numbers == NULL ||
        subject.strategies == NULL)
        code = error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    else if (lines.count > 0)
        code = draw(&subject, place, error);
    free(subject.panel);
    free(subject.series);
    free(subject.numbers);
    free(subject.strategies);
    ballast_lines_release(&lines);
    return code;
}
