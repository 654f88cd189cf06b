/* SPDX-License-Identifier: MIT */
/* The picture of a trace: its data, its settings, and gnuplot to draw it. */
#include "show/label.h"
#include "show/plot.h"
#include "show/timeline.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME      "timeline"
#define BOXES_MAX 48000 /* about */
#define EXACT_MAX 200   /* records of a lane that has a box for each */
#define PARTS_MAX 900   /* of another lane: one for each pixel */
#define PARTS_MIN 60

/* A row of the picture: some workers of a run. */
struct row {
    FILE *stream;
    const struct trace_run *run;
    const char *label; /* of the strategy */
    size_t first;
    size_t end; /* one behind the last */
    size_t number;
};

/* What a row shows between two instants: one kind takes it up from `low` to `high`, shares of its
 * height. */
struct box {
    enum lane_kind kind;
    double begin_ns;
    double end_ns;
    double low;
    double high;
    uint32_t items; /* of the record; 0 in a box of none */
};

static void write_box(const struct row *row, const struct box *box)
{
    if (box->end_ns <= box->begin_ns || box->high <= box->low)
        return;
    label_write_tsv(row->stream, row->label);
    fprintf(row->stream, "\t%zu\t%zu\t%zu\t%s\t%d\t%.0f\t%.0f\t%.4f\t%.4f\t%" PRIu32 "\n",
            row->first, row->end - 1, row->number, lane_kind_names[box->kind], (int)box->kind + 1,
            box->begin_ns, box->end_ns, box->low, box->high, box->items);
}

/* --- a box for each record -------------------------------------------------------------------- */

static void write_whole(const struct row *row, enum lane_kind kind, uint64_t begin_ns,
                        uint64_t end_ns)
{
    const struct box box = { kind, (double)begin_ns, (double)end_ns, 0, 1, 0 };
    write_box(row, &box);
}

static void write_record(const struct row *row, const struct trace_record *record)
{
    struct box box = { LANE_ITEMS,   (double)record->begin_ns, (double)record->end_ns, 0, 1,
                       record->items };
    double took_ns = box.end_ns - box.begin_ns;
    box.high = took_ns > 0 ? (double)record->work_ns / took_ns : 0;
    write_box(row, &box);
    box = (struct box){ LANE_BETWEEN, box.begin_ns, box.end_ns, box.high, 1, 0 };
    write_box(row, &box);
}

static void write_exact(const struct row *row)
{
    const struct trace_worker *worker = &row->run->workers[row->first];
    uint64_t last_end_ns = trace_last_end(row->run);
    uint64_t at_ns = worker->begin_ns;
    write_whole(row, LANE_STARTUP, 0, worker->count > 0 ? at_ns : last_end_ns);
    for (size_t i = 0; i < worker->count; i++) {
        write_whole(row, LANE_BETWEEN, at_ns, worker->records[i].begin_ns);
        write_record(row, &worker->records[i]);
        at_ns = worker->records[i].end_ns;
    }
    write_whole(row, LANE_BETWEEN, at_ns, worker->end_ns);
    if (worker->count > 0)
        write_whole(row, LANE_WAITING, worker->end_ns, last_end_ns);
    write_whole(row, LANE_FINISH, last_end_ns, row->run->run_ns);
}

/* --- shares of equal parts -------------------------------------------------------------------- */

/* Parts that are all of one kind are one box with those before. */
static void write_part(const struct row *row, const struct lane_time *part, double begin_ns,
                       double end_ns, struct box *open)
{
    double all_ns = 0;
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        all_ns += part->ns[kind];
    enum lane_kind most = lanes_greatest(part);
    bool is_one = all_ns > 0 && part->ns[most] > 0.999 * all_ns;
    bool goes_on = is_one && open->high > 0 && most == open->kind;
    if (!goes_on) {
        write_box(row, open);
        *open = (struct box){ most, begin_ns, begin_ns, 0, is_one ? 1 : 0, 0 };
    }
    open->end_ns = end_ns;
    double low = 0;
    for (enum lane_kind kind = 0; kind < LANE_KINDS && all_ns > 0 && !is_one; kind++) {
        const struct box box = { kind, begin_ns, end_ns, low, low + part->ns[kind] / all_ns, 0 };
        write_box(row, &box);
        low = box.high;
    }
}

static int write_shares(const struct row *row, size_t parts)
{
    struct lane_time *times = calloc(parts, sizeof *times);
    if (times == NULL)
        return ENOMEM;
    double run_ns = (double)row->run->run_ns;
    for (size_t worker = row->first; worker < row->end; worker++)
        lanes_add(row->run, worker, run_ns, times, parts);
    struct box open = { .kind = LANE_KINDS };
    for (size_t i = 0; i < parts; i++)
        write_part(row, &times[i], run_ns * (double)i / (double)parts,
                   run_ns * (double)(i + 1) / (double)parts, &open);
    write_box(row, &open);
    free(times);
    return 0;
}

/* --- data ------------------------------------------------------------------------------------- */

static size_t count_rows(const struct trace_run *run)
{
    size_t step = timeline_row_workers(run);
    return run->error != NULL ? 0 : (run->worker_count + step - 1) / step;
}

/* Each run has a row for its name, too. */
static size_t count_all_rows(const struct trace *trace)
{
    size_t rows = 0;
    for (size_t i = 0; i < trace->run_count; i++)
        rows += 1 + count_rows(&trace->runs[i]);
    return rows;
}

static int write_lane(const struct row *row, size_t parts)
{
    bool is_exact = row->end - row->first == 1 && row->run->workers[row->first].count <= EXACT_MAX;
    if (!is_exact)
        return write_shares(row, parts);
    write_exact(row);
    return 0;
}

static int write_data(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct trace *trace = staging->subject;
    size_t parts = BOXES_MAX / count_all_rows(trace);
    parts = parts > PARTS_MAX ? PARTS_MAX : parts < PARTS_MIN ? PARTS_MIN : parts;
    int code = 0;
    struct row row = { .stream = stream };
    fputs("strategy\tfirst_worker\tlast_worker\trow\tkind\tcode\tbegin_ns\tend_"
          "ns\tlow\thigh\titems\n",
          stream);
    for (size_t i = 0; i < trace->run_count; i++) {
        row.run = &trace->runs[i];
        row.label = row.run->strategy;
        row.number++;
        size_t step = timeline_row_workers(row.run);
        for (row.first = 0; row.first < row.run->worker_count && count_rows(row.run) > 0;
             row.first = row.end) {
            row.end = row.first + step;
            row.end = row.end < row.run->worker_count ? row.end : row.run->worker_count;
            row.number++;
            if (code == 0)
                code = write_lane(&row, parts);
        }
    }
    return code != 0 ? error_set(error, code, "%s", strerror(code)) : 0;
}

/* --- settings --------------------------------------------------------------------------------- */

static int write_name(FILE *stream, size_t row, const struct trace_run *run)
{
    struct unit unit = unit_choose((double)run->run_ns);
    char *name;
    int wrote = run->error != NULL ? asprintf(&name, "%s: failed", run->strategy)
                                   : asprintf(&name, "%s: %.*f %s", run->strategy, unit.decimals,
                                              (double)run->run_ns / unit.ns, unit.name);
    if (wrote < 0)
        return ENOMEM;
    int error = label_write_setting(stream, "heading", row, name);
    free(name);
    return error;
}

static int write_rows(FILE *stream, const struct trace *trace)
{
    size_t rows = count_all_rows(trace);
    size_t row = 0;
    int error = 0;
    fprintf(stream, "row_count = %zu\narray heading[%zu]\narray worker[%zu]\n", rows, rows, rows);
    fprintf(stream, "do for [i = 1:%zu] { heading[i] = ''; worker[i] = '' }\n", rows);
    for (size_t i = 0; i < trace->run_count && error == 0; i++) {
        const struct trace_run *run = &trace->runs[i];
        size_t step = timeline_row_workers(run);
        error = write_name(stream, ++row, run);
        for (size_t lane = 0; lane < count_rows(run); lane++)
            fprintf(stream, "worker[%zu] = '%zu'\n", ++row, lane * step);
    }
    return error;
}

static int write_script(FILE *stream, const struct staging *staging, struct error *error)
{
    const struct trace *trace = staging->subject;
    const struct results machine = { .cpu_model = trace->cpu_model,
                                     .host = trace->host,
                                     .utc = trace->utc,
                                     .version = trace->version,
                                     .processors = trace->processors,
                                     .blocks = 1 };
    struct unit unit = unit_choose((double)lanes_longest(trace));
    fprintf(stream,
            "# " NAME ".svg and " NAME ".png, drawn from " NAME ".tsv by `gnuplot " NAME
            ".gp` in this folder.\n\npicture = '" NAME "'\nitems = %" PRIu64
            "\nlongest_ns = %" PRIu64 "\nunit = '%s'\nunit_ns = %.0f\n",
            trace->items, lanes_longest(trace), unit.name, unit.ns);
    int code = plot_write_machine(stream, &machine);
    if (code == 0)
        code = label_write_setting(stream, "workload", 0, trace->workload);
    if (code == 0)
        code = write_rows(stream, trace);
    if (code != 0)
        return error_set(error, code, "%s", strerror(code));
    return staging_copy(stream, staging, NAME ".gp", error);
}

int timeline_draw(const struct plot_place *place, const struct trace *trace, struct error *error)
{
    const struct staging staging = { NAME, place, write_data, write_script, trace };
    /* Where all failed there is nothing to draw. */
    return lanes_longest(trace) > 0 ? staging_draw(&staging, error) : 0;
}
