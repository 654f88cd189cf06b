/* SPDX-License-Identifier: MIT */
/* Predictions as text or rows. */
#include "show/predict.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const parts[] = {
    [CLAIM_COUNTER] = "an addition to one word",
    [CLAIM_PIPE] = "a read of one pipe",
    [CLAIM_NONE] = "nothing",
    [CLAIM_ALL] = "all of it",
};

/* The runs without a trace, with so many workers, if there are any. */
static const struct trace_run *run_of(const struct predicted *predicted, unsigned workers)
{
    const struct calibration *calibration = &predicted->calibration;
    return workers == calibration->few->worker_count    ? calibration->few
           : workers == calibration->many->worker_count ? calibration->many
                                                        : NULL;
}

/* count is 0 where nothing was measured. */
static int measured(const struct predicted *predicted, unsigned workers, struct estimate *estimate)
{
    const struct trace_run *run = run_of(predicted, workers);
    *estimate = (struct estimate){ .count = 0 };
    if (run == NULL)
        return 0;
    double *copy = calloc(run->blocks + 1, sizeof *copy);
    if (copy == NULL)
        return ENOMEM;
    memcpy(copy, run->plain_ns, run->blocks * sizeof *copy);
    *estimate = estimate_median(copy, run->blocks, ESTIMATE_LEVEL);
    free(copy);
    return 0;
}

/* --- text ------------------------------------------------------------------------------------- */

static void print_ns(FILE *stream, double ns)
{
    struct unit unit = unit_choose(ns);
    fprintf(stream, "%.*f %s", unit.decimals, ns / unit.ns, unit.name);
}

static void print_model(FILE *stream, const struct predicted *predicted)
{
    const struct model_costs *costs = &predicted->calibration.many_costs;
    fprintf(stream,
            "  model: with %zu workers items take %.3f of what they do with %zu;\n  start-up ",
            predicted->calibration.many->worker_count, costs->slower,
            predicted->calibration.few->worker_count);
    print_ns(stream, costs->start_ns);
    fputs(" and ", stream);
    print_ns(stream, costs->start_each_ns);
    fputs(" for each other worker; a claim ", stream);
    print_ns(stream, costs->claim_ns);
    fprintf(stream, ",\n  of which one at a time %s, ", parts[predicted->part]);
    print_ns(stream, costs->shared_ns);
    fputs("; finish ", stream);
    print_ns(stream, costs->finish_ns);
    fputs(" and ", stream);
    print_ns(stream, costs->finish_each_ns);
    fputs(" for each other worker\n", stream);
}

static int print_point(FILE *stream, const struct predict_view *view,
                       const struct predicted *predicted, const struct prediction *point)
{
    const struct estimate *run = &point->run_ns;
    struct unit unit = unit_choose(run->median);
    struct estimate plain;
    fprintf(stream, "  %7u  %9.*f %-2s  %c%.*f, %.*f%c", point->workers, unit.decimals,
            run->median / unit.ns, unit.name, run->has_interval ? '[' : '(', unit.decimals,
            run->low / unit.ns, unit.decimals, run->high / unit.ns, run->has_interval ? ']' : ')');
    if (view->trace->serial_ns > 0) {
        double speedup = (double)view->trace->serial_ns / run->median;
        fprintf(stream, "  speedup %.2f, efficiency %.3f", speedup, speedup / point->workers);
    }
    if (measured(predicted, point->workers, &plain) != 0)
        return ENOMEM;
    if (plain.count > 0) {
        fputs("  measured ", stream);
        print_ns(stream, plain.median);
    }
    fputc('\n', stream);
    return 0;
}

static int print_strategy(FILE *stream, const struct predict_view *view,
                          const struct predicted *predicted)
{
    int error = 0;
    fputc('\n', stream);
    label_print(stream, predicted->strategy, 0, 0);
    fputc('\n', stream);
    if (predicted->error != NULL)
        return 0;
    print_model(stream, predicted);
    for (size_t i = 0; i < view->count && error == 0; i++)
        error = print_point(stream, view, predicted, &predicted->all[i]);
    return error;
}

static void print_assumptions(FILE *stream)
{
    fputs(
        "\nIntervals [95 %] are of the median over blocks, or (least, greatest) of fewer than 6.\n"
        "Assumed: each worker has a processor of its own, as fast as those here. Items cost what\n"
        "they did with the fewer workers traced, and are never slower than with the more of them.\n"
        "Workers begin one after another, at equal distances. Claims wait for each other as the\n"
        "model says. What it misses where it was measured, in per cent, it misses everywhere.\n"
        "Not known: memory bandwidth, caches and NUMA with more workers than traced; the "
        "frequency\n"
        "of processors when more of them work; limits of processes, threads and memory.\n",
        stream);
}

static int print_text(FILE *stream, const struct predict_view *view)
{
    const struct trace *trace = view->trace;
    int error = 0;
    label_print(stream, trace->workload, 0, 0);
    fprintf(stream, ", %" PRIu64 " item%s, as measured on %u processor%s of %s\n", trace->items,
            trace->items == 1 ? "" : "s", trace->processors, trace->processors == 1 ? "" : "s",
            trace->host);
    for (size_t i = 0; i < view->strategy_count && error == 0; i++)
        error = print_strategy(stream, view, &view->strategies[i]);
    print_assumptions(stream);
    return error;
}

/* --- rows ------------------------------------------------------------------------------------- */

static json_t *row_json(const struct predict_view *view, const struct predicted *predicted,
                        const struct prediction *point)
{
    const struct model model = calibration_model(&predicted->calibration, point->workers);
    const struct model_costs *costs = &model.costs;
    struct estimate plain;
    if (measured(predicted, point->workers, &plain) != 0)
        return NULL;
    bool has_serial = view->trace->serial_ns > 0;
    double speedup = (double)view->trace->serial_ns / point->run_ns.median;
    json_t *row =
        json_pack("{s:o, s:o, s:i}", "workload", json_text(view->trace->workload), "strategy",
                  json_text(predicted->strategy), "workers", (int)point->workers);
    int failed = row == NULL;
    failed |= json_object_update_new(row, json_estimate("run", "ns", &point->run_ns));
    failed |= json_object_set_new(row, "speedup", json_figure(has_serial, speedup));
    failed |=
        json_object_set_new(row, "efficiency", json_figure(has_serial, speedup / point->workers));
    failed |= json_object_set_new(row, "measured_ns", json_figure(plain.count > 0, plain.median));
    const struct {
        const char *key;
        double value;
    } figures[] = {
        { "simulated_ns", point->simulated_ns },     { "start_ns", costs->start_ns },
        { "start_each_ns", costs->start_each_ns },   { "claim_ns", costs->claim_ns },
        { "shared_ns", costs->shared_ns },           { "finish_ns", costs->finish_ns },
        { "finish_each_ns", costs->finish_each_ns }, { "slower", costs->slower },
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        failed |= json_object_set_new(row, figures[i].key, json_real(figures[i].value));
    return json_whole(row, failed);
}

int predict_print(FILE *stream, const struct predict_view *view, enum table_format format)
{
    if (format == FORMAT_TABLE)
        return print_text(stream, view);
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < view->strategy_count; i++)
        for (size_t at = 0; at < view->count && view->strategies[i].error == NULL; at++)
            failed |= json_array_append_new(
                rows, row_json(view, &view->strategies[i], &view->strategies[i].all[at]));
    return rows_write(stream, json_whole(rows, failed), format);
}
