/* SPDX-License-Identifier: MIT */
/* The picture of a comparison: its data, its settings, and gnuplot to draw it. */
#include "kit/text.h"
#include "show/comparison_words.h"
#include "show/label.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 400 /* more are unreadable */
#define NAME     "comparison"

/* What has a ratio, and a verdict. */
static bool is_shown(const struct comparison *comparison)
{
    return !comparison->is_yardstick && comparison->ratio.count > 0;
}

/* A row of the picture: a comparison, or NULL for the name of a workload above it. */
typedef int row_visitor(FILE *stream, size_t row, const char *workload,
                        const struct comparison *comparison);

/* Visits all rows, numbered from 1. Returns how many, or 0 after a visit that failed. */
static size_t visit_rows(FILE *stream, const struct comparisons *comparisons, row_visitor *visit)
{
    const char *workload = NULL;
    size_t rows = 0;
    for (size_t i = 0; i < comparisons->count; i++) {
        const struct comparison *comparison = &comparisons->all[i];
        if (!is_shown(comparison))
            continue;
        bool is_first = workload == NULL || strcmp(workload, comparison->new->workload) != 0;
        workload = comparison->new->workload;
        if (is_first && visit != NULL && visit(stream, rows + 1, workload, NULL) != 0)
            return 0;
        rows += is_first ? 2 : 1;
        if (visit != NULL && visit(stream, rows, workload, comparison) != 0)
            return 0;
    }
    return rows;
}

/* --- data ------------------------------------------------------------------------------------- */

static int write_point(FILE *stream, size_t row, const char *workload,
                       const struct comparison *comparison)
{
    char *printable = comparison != NULL ? text_printable(workload) : NULL;
    char *strategy = comparison != NULL ? text_printable(comparison->new->strategy) : NULL;
    int code = comparison != NULL && (printable == NULL || strategy == NULL) ? ENOMEM : 0;
    if (comparison != NULL && code == 0) {
        const struct shift *ratio = &comparison->ratio;
        label_write_tsv(stream, printable);
        fputc('\t', stream);
        label_write_tsv(stream, strategy);
        fprintf(stream, "\t%u\t%s\t%zu\t%d\t%.10g\t%.10g\t%.10g\t%s\t%zu\t%s\n",
                comparison_workers(comparison), comparison->figure->name, row,
                (int)comparison->verdict, ratio->estimate, ratio->low, ratio->high,
                ratio->has_interval ? "95%" : "range", ratio->count,
                comparison_verdict_word(comparison));
    }
    free(printable);
    free(strategy);
    return code;
}

static int out_of_memory(struct error *error)
{
    return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct comparison_view *view = staging->subject;
    fputs("workload\tstrategy\tworkers\tmetric\trow\tcode\tratio\tlow\thigh\tinterval\tblocks\t"
          "verdict\n",
          stream);
    return visit_rows(stream, view->comparisons, write_point) > 0 ? 0 : out_of_memory(error);
}

/* --- settings --------------------------------------------------------------------------------- */

/* A setting whose text is new, NULL without memory; frees it. */
static int write_new(FILE *stream, const char *name, char *text)
{
    int code = text != NULL ? label_write_setting(stream, name, 0, text) : ENOMEM;
    free(text);
    return code;
}

static char *row_text(const char *workload, const struct comparison *comparison)
{
    char *text;
    if (comparison == NULL)
        return strdup(workload);
    return asprintf(&text, "%s, %u, %s", comparison->new->strategy, comparison_workers(comparison),
                    comparison->figure->name) < 0
               ? NULL
               : text;
}

static int write_row(FILE *stream, size_t row, const char *workload,
                     const struct comparison *comparison)
{
    char name[48];
    snprintf(name, sizeof name, "verdict[%zu] = '%s'; row[%zu]", row,
             comparison != NULL ? comparison_verdict_word(comparison) : "", row);
    return write_new(stream, name, row_text(workload, comparison));
}

/* The range of the axis, wider than all intervals and than the region of the same. */
static void write_range(FILE *stream, const struct comparison_view *view)
{
    double greatest = 1 + view->options->same;
    double least = 1 / greatest;
    for (size_t i = 0; i < view->comparisons->count; i++) {
        const struct comparison *comparison = &view->comparisons->all[i];
        if (!is_shown(comparison))
            continue;
        least = fmin(least, comparison->ratio.low);
        greatest = fmax(greatest, comparison->ratio.high);
    }
    double edge = pow(greatest / least, 0.03);
    fprintf(stream, "least = %.10g\ngreatest = %.10g\nmargin = %.10g\nsame = %.10g\n", least / edge,
            greatest * edge, 100 * view->options->margin, 100 * view->options->same);
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct comparison_view *view = staging->subject;
    size_t rows = visit_rows(stream, view->comparisons, NULL);
    fprintf(stream,
            "# " NAME ".svg and " NAME ".png, drawn from " NAME ".tsv by `gnuplot " NAME
            ".gp` in this folder.\n\npicture = '" NAME "'\nrow_count = %zu\narray row[%zu]\n"
            "array verdict[%zu]\nmeasured = '%s'\n",
            rows, rows, rows,
            comparison_is_of_one_run(view->options)
                ? "new / base in the same block"
                : "new / base, each over the serial cell of the same block");
    write_range(stream, view);
    int code = label_write_setting(stream, "base_name", 0, view->base_name);
    if (code == 0)
        code = label_write_setting(stream, "new_name", 0, view->new_name);
    if (code == 0)
        code = write_new(stream, "conclusion", comparison_conclusion(view));
    if (code != 0 || visit_rows(stream, view->comparisons, write_row) == 0)
        return out_of_memory(error);
    return staging_copy(stream, staging, NAME ".gp", error);
}

int comparison_draw(const struct plot_place *place, const struct comparison_view *view,
                    struct error *error)
{
    size_t rows = visit_rows(NULL, view->comparisons, NULL);
    if (rows == 0 || rows > ROWS_MAX)
        return error_set(error, ERANGE, "%zu rows of ratios cannot be drawn: 1 to %d can", rows,
                         ROWS_MAX);
    const struct staging staging = { NAME, place, write_data, write_script, view };
    return staging_draw(&staging, error);
}
