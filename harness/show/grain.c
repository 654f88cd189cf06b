/* SPDX-License-Identifier: MIT */
/* METG(50 %) as text or rows:
 *
 *     step, 2 workers             METG  [low, high]             x least  efficiency
 *       prefork                 512 ns  [498 ns, 530 ns]                       0.99
 *       openmp                 1.05 µs  [1.01 µs, 1.09 µs]         2.05        1.00
 */
#include "show/grain.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const grain_kind_names[] = { [GRAIN_STEP] = "step", [GRAIN_BAG] = "bag" };
const char *const grain_sides[] = {
    [METG_WITHIN] = "within", [METG_BELOW] = "below", [METG_ABOVE] = "above"
};

/* --- text ------------------------------------------------------------------------------------- */

void grain_text(const struct metg *metg, char text[static GRAIN_TEXT_BYTES])
{
    static const char *const marks[] = {
        [METG_WITHIN] = "", [METG_BELOW] = "<", [METG_ABOVE] = ">"
    };
    double ns = metg->ns;
    bool is_ns = ns < 999.5;
    bool is_us = ns < 999.5e3;
    double value = is_ns ? ns : is_us ? ns / 1e3 : ns / 1e6;
    snprintf(text, GRAIN_TEXT_BYTES, "%s%.*f %s", marks[metg->side], decimals_of_three(value),
             value,
             is_ns   ? "ns"
             : is_us ? "µs"
                     : "ms");
}

/* Spaces, so that what follows ends `width` columns further. */
static void indent(FILE *stream, const char *text, size_t width)
{
    for (size_t columns = label_columns(text); columns < width; columns++)
        fputc(' ', stream);
}

static void print_metg(FILE *stream, const struct metg_estimate *metg)
{
    char median[GRAIN_TEXT_BYTES];
    char low[GRAIN_TEXT_BYTES];
    char high[GRAIN_TEXT_BYTES];
    char range[2 * GRAIN_TEXT_BYTES + 8];
    grain_text(&metg->median, median);
    grain_text(&metg->low, low);
    grain_text(&metg->high, high);
    snprintf(range, sizeof range, "%c%s, %s%c", metg->has_interval ? '[' : '(', low, high,
             metg->has_interval ? ']' : ')');
    indent(stream, median, 10);
    fprintf(stream, "%s  %s", median, range);
    indent(stream, range, 22);
}

static void print_curve(FILE *stream, const struct grain_curve *curve, size_t width)
{
    char ratio[16] = "";
    fputs("  ", stream);
    label_print(stream, curve->cell->strategy, width, 0);
    print_metg(stream, &curve->metg);
    if (curve->behind > 0)
        snprintf(ratio, sizeof ratio, "%.*f", decimals_of_three(curve->behind), curve->behind);
    fprintf(stream, "  %7s  %10.2f\n", ratio, curve->points[curve->count - 1].efficiency.median);
}

static void print_head(FILE *stream, const struct grain_curve *curve, size_t width)
{
    char title[64];
    snprintf(title, sizeof title, "%s, %u worker%s", grain_kind_names[curve->kind],
             curve->cell->workers, curve->cell->workers == 1 ? "" : "s");
    label_print(stream, title, width + 2, 0);
    fprintf(stream, "%10s  %-22s  %7s  %10s\n", "METG", "[low, high]", "x least", "efficiency");
}

/* The point of a curve with the greatest efficiency. */
static const struct metg_point *most_efficient(const struct grain_curve *curve)
{
    const struct metg_point *most = curve->points;
    for (size_t at = 1; at < curve->count; at++)
        if (curve->points[at].efficiency.median > most->efficiency.median)
            most = &curve->points[at];
    return most;
}

static void print_faults(FILE *stream, const struct grain_curves *curves)
{
    bool is_first = true;
    for (size_t i = 0; i < curves->count; i++) {
        const struct metg_point *most = most_efficient(&curves->all[i]);
        char grain[GRAIN_TEXT_BYTES];
        if (most->efficiency.median <= GRAIN_FAULT)
            continue;
        if (is_first)
            fprintf(stream,
                    "Calibration fault: an efficiency above %.2f says that the serial run was "
                    "slowed down.\n",
                    GRAIN_FAULT);
        is_first = false;
        grain_text(&(struct metg){ .ns = most->grain_ns }, grain);
        fprintf(stream, "  %s, ", grain_kind_names[curves->all[i].kind]);
        label_print(stream, curves->all[i].cell->strategy, 0, 0);
        fprintf(stream, ": up to %.2f, at %s\n", most->efficiency.median, grain);
    }
}

static void print_legend(FILE *stream, const struct results *results,
                         const struct grain_curves *curves)
{
    bool has_interval = false;
    for (size_t i = 0; i < curves->count; i++)
        has_interval |= curves->all[i].metg.has_interval;
    fprintf(stream,
            "\nMETG: METG(50 %%), the least grain at which half of the workers' time is work; "
            "median over %u block%s.\n"
            "%s. <, >: not within the grains measured.\n"
            "grain: serial time of an item, as measured. step: one item a worker, call after call; "
            "bag: many items a call.\n"
            "x least: METG / that of the first. efficiency: at the greatest grain.\n",
            results->blocks, results->blocks == 1 ? "" : "s",
            has_interval
                ? "[low, high]: the grains at which the 95 % interval of efficiency has 50 %"
                : "(low, high): from the least and greatest efficiency, since fewer than 6 "
                  "blocks give no interval");
}

static int print_text(FILE *stream, const struct results *results,
                      const struct grain_curves *curves)
{
    size_t width = 20;
    for (size_t i = 0; i < curves->count; i++) {
        size_t columns = label_columns(curves->all[i].cell->strategy);
        width = columns > width ? columns : width;
    }
    for (size_t i = 0; i < curves->count; i++) {
        if (i == 0 || !grain_is_alike(&curves->all[i - 1], &curves->all[i])) {
            fputs(i > 0 ? "\n" : "", stream);
            print_head(stream, &curves->all[i], width);
        }
        print_curve(stream, &curves->all[i], width);
    }
    print_legend(stream, results, curves);
    print_faults(stream, curves);
    return 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

static json_t *end_json(const char *name, const struct metg *metg)
{
    char side[16];
    char key[16];
    snprintf(key, sizeof key, "%s_ns", name);
    snprintf(side, sizeof side, "%s_side", name);
    return json_pack("{s:f, s:s}", key, metg->ns, side, grain_sides[metg->side]);
}

static json_t *row_json(const struct grain_curve *curve)
{
    const struct metg_estimate *metg = &curve->metg;
    const struct metg_point *last = &curve->points[curve->count - 1];
    double most = most_efficient(curve)->efficiency.median;
    json_t *row = json_pack("{s:s, s:o, s:i}", "kind", grain_kind_names[curve->kind], "strategy",
                            json_text(curve->cell->strategy), "workers", (int)curve->cell->workers);
    int failed = row == NULL;
    failed |= json_object_update_new(row, end_json("metg", &metg->median));
    failed |= json_object_update_new(row, end_json("low", &metg->low));
    failed |= json_object_update_new(row, end_json("high", &metg->high));
    failed |= json_object_update_new(
        row, json_pack("{s:s, s:o, s:f, s:f, s:f, s:f, s:b}", "interval",
                       metg->has_interval ? "95%" : "range", "behind",
                       json_figure(curve->behind > 0, curve->behind), "grain_least_ns",
                       curve->points[0].grain_ns, "grain_greatest_ns", last->grain_ns,
                       "efficiency_last", last->efficiency.median, "efficiency_most", most,
                       "calibration_fault", (int)(most > GRAIN_FAULT)));
    return json_whole(row, failed);
}

int grain_print(FILE *stream, const struct results *results, const struct grain_curves *curves,
                enum table_format format)
{
    if (format == FORMAT_TABLE)
        return print_text(stream, results, curves);
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < curves->count; i++)
        failed |= json_array_append_new(rows, row_json(&curves->all[i]));
    return rows_write(stream, json_whole(rows, failed), format);
}
