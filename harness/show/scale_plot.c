/* SPDX-License-Identifier: MIT */
/* The picture of how far it scales: its data, its settings, and gnuplot to draw it. */
#include "kit/text.h"
#include "show/label.h"
#include "show/plot.h"
#include "show/scale.h"
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CURVES_MAX 48 /* more are unreadable */
#define NAME       "scale"

static int out_of_memory(struct error *error)
{
    return error_set(error, ENOMEM, "%s", strerror(ENOMEM));
}

/* --- data ------------------------------------------------------------------------------------- */

/* The columns with which each line begins. */
static int write_head(FILE *stream, const struct scaling_curve *curve, size_t row, const char *kind)
{
    char *workload = text_printable(curve->workload != NULL ? curve->workload : "");
    char *strategy = text_printable(curve->strategy != NULL ? curve->strategy : "");
    int error = workload == NULL || strategy == NULL ? ENOMEM : 0;
    fprintf(stream, "%s\t", kind);
    if (error == 0) {
        label_write_tsv(stream, workload);
        fputc('\t', stream);
        label_write_tsv(stream, strategy);
    }
    fprintf(stream, "\t%zu", row);
    free(workload);
    free(strategy);
    return error;
}

static void write_figures(FILE *stream, double middle, double low, double high)
{
    fprintf(stream, "\t%.*g\t%.*g\t%.*g", DBL_DECIMAL_DIG, middle, DBL_DECIMAL_DIG, low,
            DBL_DECIMAL_DIG, high);
}

static int write_points(FILE *stream, const struct scaling_curve *curve, size_t row)
{
    int error = 0;
    for (size_t i = 0; i < curve->count && error == 0; i++) {
        const struct scaling_point *point = &curve->points[i];
        const struct estimate *efficiency = &point->efficiency;
        error = write_head(stream, curve, row, "point");
        fprintf(stream, "\t%u\t%d", point->workers, point->is_fitted);
        write_figures(stream, point->value.median, point->value.low, point->value.high);
        if (efficiency->count > 0)
            write_figures(stream, efficiency->median, efficiency->low, efficiency->high);
        else
            fputs("\t\t\t", stream);
        fprintf(stream, "\t%s\t%zu\n", point->value.has_interval ? "95%" : "range",
                point->value.count);
    }
    return error;
}

/* What efficiency is relative to: of a run serial, of a file its one worker; 0 where that is
 * unknown. */
static double base_of(const struct scaling_curve *curve)
{
    if (curve->has_serial)
        return 1;
    return curve->points[0].workers == 1 ? curve->points[0].value.median : 0;
}

static int write_law(FILE *stream, const struct scaling_curve *curve, size_t row, enum law law)
{
    static const char *const kinds[LAWS] = { [LAW_AMDAHL] = "amdahl", [LAW_USL] = "usl" };
    const struct scaling_law *fitted = &curve->law[law];
    double base = base_of(curve);
    int error = 0;
    for (size_t i = 0; i < SCALING_BAND && fitted->band != NULL && error == 0; i++) {
        const struct scaling_band *band = &fitted->band[i];
        double by = base * band->workers;
        error = write_head(stream, curve, row, kinds[law]);
        fprintf(stream, "\t%.*g\t1", DBL_DECIMAL_DIG, band->workers);
        write_figures(stream, band->value, band->range.low, band->range.high);
        if (by > 0)
            write_figures(stream, band->value / by, band->range.low / by, band->range.high / by);
        else
            fputs("\t\t\t", stream);
        fprintf(stream, "\t%s\t\n", fitted->has_interval ? "95%" : "");
    }
    return error;
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct scale_view *view = staging->subject;
    int code = 0;
    fputs("kind\tworkload\tstrategy\trow\tworkers\tfitted\tvalue\tlow\thigh\tefficiency\t"
          "efficiency_low\tefficiency_high\tinterval\tblocks\n",
          stream);
    for (size_t i = 0; i < view->scaling->count && code == 0; i++) {
        const struct scaling_curve *curve = &view->scaling->all[i];
        code = write_points(stream, curve, i + 1);
        for (enum law law = LAW_AMDAHL; law < LAWS && code == 0; law++)
            code = write_law(stream, curve, i + 1, law);
    }
    return code != 0 ? out_of_memory(error) : 0;
}

/* --- settings --------------------------------------------------------------------------------- */

/* Why each law that is not drawn is missing: "Amdahl's law: not fitted to 2, it takes 4". */
static void write_refusals(FILE *note, const struct scaling_curve *curve)
{
    static const char *const names[LAWS] = {
        [LAW_AMDAHL] = "Amdahl's law", [LAW_USL] = "universal scalability law"
    };
    static const unsigned least[LAWS] = {
        [LAW_AMDAHL] = LAW_AMDAHL_POINTS, [LAW_USL] = LAW_USL_POINTS
    };
    for (enum law law = LAW_AMDAHL; law < LAWS; law++) {
        enum scaling_refusal refusal = curve->law[law].refusal;
        if (refusal == SCALING_FITTED)
            continue;
        fprintf(note, "%s%s: ", ftell(note) > 0 ? "; " : "", names[law]);
        if (refusal == SCALING_FEW_POINTS)
            fprintf(note, "not fitted to %zu, it takes %u", curve->fitted, least[law]);
        else
            fputs("no fit converges", note);
    }
}

static int write_texts(FILE *stream, const struct scaling_curve *curve, size_t row)
{
    char *title = NULL;
    char *text = NULL;
    size_t bytes;
    const char *strategy = curve->strategy != NULL ? curve->strategy : "throughput";
    FILE *note = open_memstream(&text, &bytes);
    if (note == NULL || asprintf(&title, "%s%s%s", curve->workload != NULL ? curve->workload : "",
                                 curve->workload != NULL ? ", " : "", strategy) < 0)
        title = NULL;
    if (note != NULL) {
        write_refusals(note, curve);
        (void)fclose(note);
    }
    int error = title == NULL || text == NULL ? ENOMEM : 0;
    if (error == 0)
        error = label_write_setting(stream, "title_of", row, title);
    if (error == 0)
        error = label_write_setting(stream, "note_of", row, text);
    free(title);
    free(text);
    return error;
}

/* How far the axes of a row go: to all medians, the laws and, within reason, the whiskers. */
static void write_axes(FILE *stream, const struct scaling_curve *curve, size_t row)
{
    double value = 0;
    double efficiency = 1;
    double high = 0;
    for (size_t i = 0; i < curve->count; i++) {
        const struct scaling_point *point = &curve->points[i];
        value = fmax(value, point->value.median);
        high = fmax(high, point->value.high);
        efficiency = fmax(efficiency, point->efficiency.median);
    }
    for (size_t law = 0; law < LAWS; law++)
        for (size_t i = 0; i < SCALING_BAND && curve->law[law].band != NULL; i++)
            value = fmax(value, curve->law[law].band[i].value);
    fprintf(stream,
            "most_workers[%zu] = %u; most[%zu] = %.10g; most_high[%zu] = %.10g; "
            "most_efficiency[%zu] = %.10g; base[%zu] = %.10g\n",
            row, curve->points[curve->count - 1].workers, row, value, row, high, row, efficiency,
            row, base_of(curve));
}

static int write_origin(FILE *stream, const struct scale_view *view)
{
    if (view->results != NULL)
        return plot_write_machine(stream, view->results);
    fputs("processors = 0\nblocks = 0\nhost = ''\nutc = ''\nversion = '" FORKSCALE_VERSION "'\n",
          stream);
    return label_write_setting(stream, "cpu_model", 0, view->name);
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct scale_view *view = staging->subject;
    size_t rows = view->scaling->count;
    static const char *const arrays[] = { "title_of",  "note_of",         "most_workers", "most",
                                          "most_high", "most_efficiency", "base" };
    fprintf(stream,
            "# " NAME ".svg and " NAME ".png, drawn from " NAME ".tsv by `gnuplot " NAME
            ".gp` in this folder.\n\npicture = '" NAME "'\nrow_count = %zu\nhas_serial = %d\n",
            rows, view->results != NULL);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        fprintf(stream, "array %s[%zu]\n", arrays[i], rows);
    int code = write_origin(stream, view);
    for (size_t i = 0; i < rows && code == 0; i++) {
        write_axes(stream, &view->scaling->all[i], i + 1);
        code = write_texts(stream, &view->scaling->all[i], i + 1);
    }
    if (code != 0)
        return out_of_memory(error);
    code = staging_copy(stream, staging, "styles.gp", error);
    return code != 0 ? code : staging_copy(stream, staging, NAME ".gp", error);
}

int scale_draw(const struct plot_place *place, const struct scale_view *view, struct error *error)
{
    if (view->scaling->count > CURVES_MAX)
        return error_set(error, ERANGE, "%zu curves cannot be drawn: at most %d can",
                         view->scaling->count, CURVES_MAX);
    const struct staging staging = { NAME, place, write_data, write_script, view };
    return staging_draw(&staging, error);
}
