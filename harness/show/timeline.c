/* SPDX-License-Identifier: MIT */
/* A trace as lanes in a terminal, or as rows. */
#include "show/timeline.h"
#include "show/label.h"
#include "show/rows.h"
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIGURES_COLUMNS 24 /* "  1000000 items,  99.9 %" */
#define TICKS_MAX       8

const char *const lane_kind_names[LANE_KINDS] = {
    [LANE_STARTUP] = "start-up", [LANE_ITEMS] = "items",   [LANE_BETWEEN] = "between",
    [LANE_WAITING] = "waiting",  [LANE_FINISH] = "finish",
};

/* Told apart without colour. */
static const char marks[LANE_KINDS + 1] = {
    [LANE_STARTUP] = '/', [LANE_ITEMS] = '#',  [LANE_BETWEEN] = '-',
    [LANE_WAITING] = '.', [LANE_FINISH] = '=', [LANE_KINDS] = ' ',
};

/* --- lanes ------------------------------------------------------------------------------------ */

/* Of all runs. */
struct frame {
    int name_columns; /* "128-131" */
    size_t parts;     /* marks in a lane */
    double end_ns;    /* of the axis */
    struct unit unit;
    struct lane_time *times; /* one for each part */
};

size_t timeline_row_workers(const struct trace_run *run)
{
    return (run->worker_count + TIMELINE_ROWS - 1) / TIMELINE_ROWS;
}

static int print_name(FILE *stream, size_t first, size_t end)
{
    return end - first > 1 ? fprintf(stream, "%zu-%zu", first, end - 1)
                           : fprintf(stream, "%zu", first);
}

static void print_row(FILE *stream, const struct frame *frame, const struct trace_run *run,
                      size_t first, size_t end)
{
    struct lane_time total = { 0 };
    uint64_t items = 0;
    memset(frame->times, 0, frame->parts * sizeof *frame->times);
    for (size_t worker = first; worker < end; worker++) {
        uint64_t chunks;
        lanes_add(run, worker, frame->end_ns, frame->times, frame->parts);
        lanes_add(run, worker, (double)run->run_ns, &total, 1);
        items += lanes_items(&run->workers[worker], &chunks);
    }
    fputs("  ", stream);
    int columns = print_name(stream, first, end);
    fprintf(stream, "%*s  ", frame->name_columns - columns, "");
    for (size_t part = 0; part < frame->parts; part++)
        fputc(marks[lanes_greatest(&frame->times[part])], stream);
    double all_ns = (double)run->run_ns * (double)(end - first);
    fprintf(stream, "  %7" PRIu64 " %-6s %5.1f %%\n", items, items == 1 ? "item," : "items,",
            100 * total.ns[LANE_ITEMS] / all_ns);
}

static void print_cost(FILE *stream, const struct estimate *cost)
{
    if (cost->count == 0)
        return;
    fprintf(stream, ", traced %+.1f %% %c%+.1f, %+.1f%c", 100 * (cost->median - 1),
            cost->has_interval ? '[' : '(', 100 * (cost->low - 1), 100 * (cost->high - 1),
            cost->has_interval ? ']' : ')');
}

/* The identity of lanes_split, each part a mean of the workers, so that all add up to the run. */
static void print_split(FILE *stream, const struct frame *frame, const struct trace *trace,
                        const struct trace_run *run)
{
    struct lane_split split = lanes_split(run);
    const double by = frame->unit.ns * (double)run->worker_count;
    int decimals = frame->unit.decimals;
    if (trace->serial_ns == 0)
        return;
    double slower_ns = (double)split.ns[LANE_ITEMS] - (double)trace->serial_ns;
    fprintf(stream, "  = %.*f compute %+.*f slower", decimals, (double)trace->serial_ns / by,
            decimals, slower_ns / by);
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        if (kind != LANE_ITEMS)
            fprintf(stream, " + %.*f %s", decimals, (double)split.ns[kind] / by,
                    lane_kind_names[kind]);
    fputc('\n', stream);
}

static int print_run(FILE *stream, const struct frame *frame, const struct trace *trace,
                     const struct trace_run *run)
{
    struct estimate cost;
    label_print(stream, run->strategy, 0, 0);
    if (run->error != NULL) {
        fputs(": failed\n", stream);
        return 0;
    }
    if (lanes_cost(run, &cost) != 0)
        return ENOMEM;
    fprintf(stream, ": %.*f %s", frame->unit.decimals, (double)run->run_ns / frame->unit.ns,
            frame->unit.name);
    print_cost(stream, &cost);
    fputc('\n', stream);
    size_t step = timeline_row_workers(run);
    for (size_t first = 0; first < run->worker_count; first += step)
        print_row(stream, frame, run, first,
                  first + step < run->worker_count ? first + step : run->worker_count);
    print_split(stream, frame, trace, run);
    return 0;
}

/* --- axis and legend -------------------------------------------------------------------------- */

/* 1, 2 or 5 times a power of ten, of which at most TICKS_MAX fit. */
static double tick_step(double end)
{
    double power = pow(10, floor(log10(end / TICKS_MAX)));
    static const double steps[] = { 1, 2, 5 };
    for (size_t i = 0; i < 3; i++)
        if (end / (steps[i] * power) <= TICKS_MAX)
            return steps[i] * power;
    return 10 * power;
}

static void print_axis(FILE *stream, const struct frame *frame)
{
    double end = frame->end_ns / frame->unit.ns;
    double step = tick_step(end);
    fprintf(stream, "  %*s  ", frame->name_columns, "");
    size_t at = 0;
    for (int tick = 0; tick * step <= end; tick++) {
        size_t to = (size_t)(tick * step / end * (double)frame->parts);
        if (tick > 0 && to < at + 2)
            continue; /* it would run into the one before */
        int wrote = fprintf(stream, "%*s|%g%s%s", (int)(to - at), "", tick * step,
                            tick == 0 ? " " : "", tick == 0 ? frame->unit.name : "");
        at = to + (size_t)(wrote - (int)(to - at));
        at -= tick == 0 && strcmp(frame->unit.name, "µs") == 0 ? 1 : 0; /* µ is two bytes */
    }
    fputc('\n', stream);
}

static void print_legend(FILE *stream, const struct frame *frame, const struct trace *trace)
{
    double part = frame->end_ns / (double)frame->parts;
    struct unit unit = unit_choose(part);
    uint32_t merged = lanes_merged(trace);
    fprintf(stream,
            "\nA mark is %.*f %s, and shows what took most of it: / start-up, # items, - between "
            "items,\n. waiting for the last worker, = finish. On the right: items, and their share "
            "of the run.\n",
            unit.decimals, part / unit.ns, unit.name);
    if (merged > 1)
        fprintf(stream,
                "There were more items than records: up to %" PRIu32
                " in a row are one. Shares are exact all the same.\n",
                merged);
    if (trace->serial_ns > 0)
        fputs("compute: what the items take in serial. slower: what they took more in this run. "
              "Means of the workers,\nwhich add up to the run.\n",
              stream);
    fputs("traced: time with a trace over time without, in the same block; median and interval "
          "[95 %], or\n(least, greatest) of fewer than 6 blocks.\n",
          stream);
}

static int name_columns(const struct trace *trace)
{
    int most = 0;
    for (size_t i = 0; i < trace->run_count; i++) {
        const struct trace_run *run = &trace->runs[i];
        char text[48];
        size_t last = run->worker_count - 1;
        int columns = timeline_row_workers(run) > 1
                          ? snprintf(text, sizeof text, "%zu-%zu", last, last)
                          : snprintf(text, sizeof text, "%zu", last);
        most = columns > most ? columns : most;
    }
    return most;
}

static int print_lanes(FILE *stream, const struct trace *trace, unsigned columns)
{
    double end_ns = (double)lanes_longest(trace);
    struct frame frame = { .name_columns = name_columns(trace),
                           .end_ns = end_ns,
                           .unit = unit_choose(end_ns) };
    int error = 0;
    frame.parts = columns - (unsigned)frame.name_columns - 4 - FIGURES_COLUMNS;
    frame.times = calloc(frame.parts, sizeof *frame.times);
    if (frame.times == NULL)
        return ENOMEM;
    label_print(stream, trace->workload, 0, 0);
    fprintf(stream, ", %" PRIu64 " item%s\n\n", trace->items, trace->items == 1 ? "" : "s");
    for (size_t i = 0; i < trace->run_count && error == 0; i++)
        error = print_run(stream, &frame, trace, &trace->runs[i]);
    if (end_ns > 0) {
        print_axis(stream, &frame);
        print_legend(stream, &frame, trace);
    }
    free(frame.times);
    return error;
}

/* --- rows ------------------------------------------------------------------------------------- */

static json_t *row_json(const struct trace *trace, const struct trace_run *run, size_t worker,
                        const struct estimate *cost)
{
    struct lane_time total = lanes_total(run, worker);
    uint64_t chunks;
    uint64_t items = lanes_items(&run->workers[worker], &chunks);
    json_t *row = json_pack(
        "{s:o, s:o, s:i, s:i, s:I, s:I, s:I}", "workload", json_text(trace->workload), "strategy",
        json_text(run->strategy), "workers", (int)run->worker_count, "worker", (int)worker, "items",
        (json_int_t)items, "chunks", (json_int_t)chunks, "run_ns", (json_int_t)run->run_ns);
    int failed = row == NULL;
    static const char *const keys[LANE_KINDS] = { "startup_ns", "items_ns", "between_ns",
                                                  "waiting_ns", "finish_ns" };
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        failed |= json_object_set_new(row, keys[kind], json_real(total.ns[kind]));
    bool has_serial = trace->serial_ns > 0;
    double serial_ns = (double)trace->serial_ns;
    double slower_ns = (double)lanes_split(run).ns[LANE_ITEMS] - serial_ns;
    failed |= json_object_set_new(row, "serial_ns", json_figure(has_serial, serial_ns));
    failed |= json_object_set_new(row, "slower_ns", json_figure(has_serial, slower_ns));
    failed |= json_object_update_new(row, json_estimate("traced", "", cost));
    return json_whole(row, failed);
}

static int add_rows(json_t *rows, const struct trace *trace, const struct trace_run *run)
{
    struct estimate cost;
    if (run->error != NULL)
        return 0;
    if (lanes_cost(run, &cost) != 0)
        return ENOMEM;
    int failed = 0;
    for (size_t worker = 0; worker < run->worker_count; worker++)
        failed |= json_array_append_new(rows, row_json(trace, run, worker, &cost));
    return failed != 0 ? ENOMEM : 0;
}

int timeline_print(FILE *stream, const struct trace *trace, unsigned columns,
                   enum table_format format)
{
    if (format == FORMAT_TABLE)
        return print_lanes(stream, trace, columns);
    json_t *rows = json_array();
    int failed = rows == NULL;
    for (size_t i = 0; i < trace->run_count && failed == 0; i++)
        failed = add_rows(rows, trace, &trace->runs[i]);
    return rows_write(stream, json_whole(rows, failed), format);
}
