/* SPDX-License-Identifier: MIT */
/* The pictures of efficiency against grain: their data, their settings, and gnuplot to draw them. */
#include "kit/text.h"
#include "show/grain.h"
#include "show/label.h"
#include "show/lines.h"
#include "show/plot.h"
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PANELS_MAX 16
#define CURVES_MAX 400
#define GRAIN_NAME "grain"

/* What both pictures are made of: a panel for each kind and number of workers, a series for each
 * strategy, in the order of the plan. */
struct subject {
    const struct results *results;
    const struct grain_curves *curves;
    size_t *panel;           /* of each curve, from 1 */
    size_t *series;          /* of each curve, from 1 */
    const char **strategies; /* the label of each series */
    size_t *lines;           /* of each series, its number where there are lines: show/lines.h */
    size_t panel_count;
    size_t series_count;
};

/* --- panels and series ------------------------------------------------------------------------ */

/* The first cell of a strategy. */
static const struct result_cell *first_cell(const struct subject *subject, const char *strategy)
{
    const struct result_cell *first = subject->results->cells;
    while (strcmp(first->strategy, strategy) != 0)
        first++;
    return first;
}

/* Numbers the strategies by their first cells. */
static void number_series(struct subject *subject)
{
    const struct result_cell *cells = subject->results->cells;
    for (size_t i = 0; i < subject->results->cell_count; i++) {
        if (first_cell(subject, cells[i].strategy) != &cells[i])
            continue;
        bool is_shown = false;
        for (size_t curve = 0; curve < subject->curves->count; curve++)
            if (strcmp(subject->curves->all[curve].cell->strategy, cells[i].strategy) == 0) {
                subject->series[curve] = subject->series_count + 1;
                is_shown = true;
            }
        if (is_shown)
            subject->strategies[subject->series_count++] = cells[i].strategy;
    }
}

/* Drawn are those with the least METG, by its geometric mean over the panels. */
static int number_lines(struct subject *subject)
{
    size_t count = subject->curves->count;
    struct line_score *scores = calloc(count, sizeof *scores);
    if (scores == NULL)
        return ENOMEM;
    for (size_t i = 0; i < count; i++)
        scores[i] = (struct line_score){ subject->series[i] - 1,
                                         -log(subject->curves->all[i].metg.median.ns) };
    int error = lines_number(scores, count, subject->series_count, subject->lines);
    free(scores);
    return error;
}

/* Alike curves follow each other. */
static void number_panels(struct subject *subject)
{
    for (size_t i = 0; i < subject->curves->count; i++) {
        const struct grain_curve *curve = &subject->curves->all[i];
        if (i == 0 || !grain_is_alike(&curve[-1], curve))
            subject->panel_count++;
        subject->panel[i] = subject->panel_count;
    }
}

/* --- data ------------------------------------------------------------------------------------- */

static size_t line_of(const struct subject *subject, size_t index)
{
    return subject->lines[subject->series[index] - 1];
}

/* The columns with which each line begins. */
#define CURVE_COLUMNS "kind\tstrategy\tworkers\tpanel\tseries\t"

static int write_curve(FILE *stream, const struct subject *subject, size_t index, size_t series)
{
    const struct grain_curve *curve = &subject->curves->all[index];
    char *label = text_printable(curve->cell->strategy);
    if (label == NULL)
        return ENOMEM;
    fprintf(stream, "%s\t", grain_kind_names[curve->kind]);
    label_write_tsv(stream, label);
    free(label);
    fprintf(stream, "\t%u\t%zu\t%zu\t", curve->cell->workers, subject->panel[index], series);
    return 0;
}

static int write_points(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    int code = 0;
    fputs(CURVE_COLUMNS "grain_ns\tefficiency\tlow\thigh\tinterval\tblocks\n", stream);
    for (size_t i = 0; i < subject->curves->count && code == 0; i++) {
        const struct grain_curve *curve = &subject->curves->all[i];
        fputs(i > 0 ? "\n" : "", stream); /* no line from one curve to the next */
        for (size_t at = 0; at < curve->count && code == 0; at++) {
            const struct estimate *efficiency = &curve->points[at].efficiency;
            code = write_curve(stream, subject, i, line_of(subject, i));
            fprintf(stream, "%.*g\t%.*g\t%.*g\t%.*g\t%s\t%zu\n", DBL_DECIMAL_DIG,
                    curve->points[at].grain_ns, DBL_DECIMAL_DIG, efficiency->median,
                    DBL_DECIMAL_DIG, efficiency->low, DBL_DECIMAL_DIG, efficiency->high,
                    efficiency->has_interval ? "95%" : "range", efficiency->count);
        }
    }
    return code != 0 ? error_set(error, code, "%s", strerror(code)) : 0;
}

/* A row of the bars is the place of a curve in its panel. */
static size_t row(const struct subject *subject, size_t index)
{
    size_t first = index;
    while (first > 0 && subject->panel[first - 1] == subject->panel[index])
        first--;
    return index - first + 1;
}

static int write_bars(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    int code = 0;
    fputs(CURVE_COLUMNS "row\tmetg_ns\tlow_ns\thigh_ns\ttext\tside\tinterval\tblocks\n", stream);
    for (size_t i = 0; i < subject->curves->count && code == 0; i++) {
        const struct metg_estimate *metg = &subject->curves->all[i].metg;
        char text[GRAIN_TEXT_BYTES];
        grain_text(&metg->median, text);
        code = write_curve(stream, subject, i, subject->series[i]);
        fprintf(stream, "%zu\t%.*g\t%.*g\t%.*g\t%s\t%s\t%s\t%u\n", row(subject, i), DBL_DECIMAL_DIG,
                metg->median.ns, DBL_DECIMAL_DIG, metg->low.ns, DBL_DECIMAL_DIG, metg->high.ns,
                text, grain_sides[metg->median.side], metg->has_interval ? "95%" : "range",
                subject->results->blocks);
    }
    return code != 0 ? error_set(error, code, "%s", strerror(code)) : 0;
}

/* --- settings --------------------------------------------------------------------------------- */

static int write_panels(FILE *stream, const struct subject *subject)
{
    int error = 0;
    fprintf(stream, "panel_count = %zu\narray panel[%zu]\n", subject->panel_count,
            subject->panel_count);
    for (size_t i = 0; i < subject->curves->count && error == 0; i++) {
        const struct grain_curve *curve = &subject->curves->all[i];
        char title[96];
        snprintf(title, sizeof title, "%s, %u worker%s",
                 curve->kind == GRAIN_STEP ? "step: one item a worker, call after call"
                                           : "bag: many items a call",
                 curve->cell->workers, curve->cell->workers == 1 ? "" : "s");
        error = label_write_setting(stream, "panel", subject->panel[i], title);
    }
    return error;
}

/* How far the axes go, and what the whiskers are. */
static void write_axes(FILE *stream, const struct subject *subject)
{
    double least = subject->curves->all[0].points[0].grain_ns;
    double greatest = least;
    double efficiency = 1;
    double high = 1;
    size_t rows = 0;
    size_t kinds[2] = { 0 };
    for (size_t i = 0; i < subject->curves->count; i++) {
        const struct grain_curve *curve = &subject->curves->all[i];
        rows = row(subject, i) > rows ? row(subject, i) : rows;
        for (size_t at = 0; at < curve->count; at++) {
            const struct metg_point *point = &curve->points[at];
            least = point->grain_ns < least ? point->grain_ns : least;
            greatest = point->grain_ns > greatest ? point->grain_ns : greatest;
            if (line_of(subject, i) <= LINES_MAX)
                high = fmax(high, point->efficiency.high);
            efficiency =
                point->efficiency.median > efficiency ? point->efficiency.median : efficiency;
            kinds[point->efficiency.has_interval]++;
        }
    }
    fprintf(stream,
            "partial = %d\nintervals = %zu\nranges = %zu\nleast_grain_ns = %.10g\n"
            "greatest_grain_ns = %.10g\ngreatest_efficiency = %.10g\ngreatest_high = %.10g\n"
            "row_count = %zu\n",
            subject->results->partial, kinds[true], kinds[false], least, greatest, efficiency, high,
            rows);
}

static int write_bar_names(FILE *stream, const struct subject *subject)
{
    int error = 0;
    fprintf(stream, "series_count = %zu\narray series[%zu]\n", subject->series_count,
            subject->series_count);
    for (size_t i = 0; i < subject->series_count && error == 0; i++)
        error = label_write_setting(stream, "series", i + 1, subject->strategies[i]);
    return error;
}

static int write_lines(FILE *stream, const struct subject *subject)
{
    size_t count = subject->series_count;
    lines_begin_ends(stream, subject->panel_count, count);
    for (size_t i = 0; i < subject->curves->count; i++) {
        const struct grain_curve *curve = &subject->curves->all[i];
        lines_write_end(stream, subject->panel[i] - 1, count, line_of(subject, i),
                        curve->points[curve->count - 1].efficiency.median);
    }
    return lines_write_settings(stream, subject->strategies, subject->lines, count);
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct subject *subject = staging->subject;
    const char *name = staging->name;
    char part[32];
    fprintf(stream,
            "# %s.svg and %s.png, drawn from %s.tsv by `gnuplot %s.gp` in this folder.\n\n"
            "picture = '%s'\n",
            name, name, name, name, name);
    int code = plot_write_machine(stream, subject->results);
    if (code == 0)
        code = strcmp(name, GRAIN_NAME) == 0 ? write_lines(stream, subject)
                                             : write_bar_names(stream, subject);
    if (code == 0)
        code = write_panels(stream, subject);
    if (code != 0)
        return error_set(error, code, "%s", strerror(code));
    write_axes(stream, subject);
    /* The styles, what the canvas asks for, the canvas, and what is drawn on it. */
    snprintf(part, sizeof part, "%s_canvas.gp", name);
    code = staging_copy(stream, staging, "styles.gp", error);
    if (code == 0)
        code = staging_copy(stream, staging, part, error);
    if (code == 0)
        code = staging_copy(stream, staging, "canvas.gp", error);
    snprintf(part, sizeof part, "%s.gp", name);
    return code != 0 ? code : staging_copy(stream, staging, part, error);
}

/* --- all -------------------------------------------------------------------------------------- */

static int draw(struct subject *subject, const struct plot_place *place, struct error *error)
{
    number_series(subject);
    number_panels(subject);
    if (subject->panel_count > PANELS_MAX || subject->curves->count > CURVES_MAX)
        return error_set(error, ERANGE,
                         "%zu curves of efficiency against grain in %zu panels cannot be drawn: at "
                         "most %d in %d can",
                         subject->curves->count, subject->panel_count, CURVES_MAX, PANELS_MAX);
    if (number_lines(subject) != 0)
        return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    const struct staging grain = { GRAIN_NAME, place, write_points, write_script, subject };
    const struct staging metg = { "metg", place, write_bars, write_script, subject };
    int code = staging_draw(&grain, error);
    return code != 0 ? code : staging_draw(&metg, error);
}

int grain_draw(const struct plot_place *place, const struct results *results,
               const struct grain_curves *curves, struct error *error)
{
    struct subject subject = {
        .results = results,
        .curves = curves,
        .panel = calloc(curves->count + 1, sizeof *subject.panel),
        .series = calloc(curves->count + 1, sizeof *subject.series),
        .strategies = calloc(curves->count + 1, sizeof *subject.strategies),
        .lines = calloc(curves->count + 1, sizeof *subject.lines),
    };
    int code = 0;
    if (subject.panel == NULL || subject.series == NULL || subject.strategies == NULL ||
        subject.lines == NULL)
        code = error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    else if (curves->count > 0)
        code = draw(&subject, place, error);
    free(subject.panel);
    free(subject.series);
    free(subject.strategies);
    free(subject.lines);
    return code;
}
