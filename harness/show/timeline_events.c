/* SPDX-License-Identifier: MIT */
/* A trace in Chrome's trace event format, which Perfetto, chrome://tracing and Speedscope open: a
 * process for each run, and in it a thread for the caller, 0, and one for each worker.
 *
 *     caller    |------------------------- run --------------| finish |
 *                  \ dispatch
 *     worker 0  |- start-up -|-- item 0 --|-- item 4 --| between |-- … |- waiting -|
 *     counter   queue depth: items that no worker has begun
 *
 * Source: "Trace Event Format", Google, 2016; the JSON object form, times in microseconds.
 */
#include "record/document.h"
#include "show/rows.h"
#include "show/timeline.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Of a run. With more, viewers take too long, and neighbours are one span. */
#define SPANS_MAX 32768

struct events {
    FILE *stream;
    const char *separator; /* before the next event */
    uint64_t flow;         /* the last number of a flow */
    const struct trace_run *run;
    size_t process; /* of the run, from 1 */
    size_t step;    /* records in a span */
};

/* The begin of a span, and how many items are no longer in the queue. */
struct begin {
    uint64_t ns;
    uint64_t items;
};

/* --- events ----------------------------------------------------------------------------------- */

/* The fields that all have. Without the end of the object. */
static void begin_event(struct events *events, const char *phase, const char *name, size_t thread,
                        uint64_t ns)
{
    fprintf(events->stream,
            "%s\n{\"ph\":\"%s\",\"name\":\"%s\",\"pid\":%zu,\"tid\":%zu,\"ts\":%" PRIu64
            ".%03" PRIu64,
            events->separator, phase, name, events->process, thread, ns / 1000, ns % 1000);
    events->separator = ",";
}

/* A span; nothing if it takes no time. */
static void write_span(struct events *events, const char *name, size_t thread, uint64_t begin_ns,
                       uint64_t end_ns)
{
    if (end_ns <= begin_ns)
        return;
    uint64_t took_ns = end_ns - begin_ns;
    begin_event(events, "X", name, thread, begin_ns);
    fprintf(events->stream, ",\"dur\":%" PRIu64 ".%03" PRIu64 "}", took_ns / 1000, took_ns % 1000);
}

static void write_items(struct events *events, size_t thread, const struct trace_record *record)
{
    char name[48];
    uint64_t took_ns = record->end_ns - record->begin_ns;
    if (record->items == 1)
        snprintf(name, sizeof name, "item %" PRIu64, record->first);
    else
        snprintf(name, sizeof name, "%" PRIu32 " items", record->items);
    begin_event(events, "X", name, thread, record->begin_ns);
    fprintf(events->stream,
            ",\"dur\":%" PRIu64 ".%03" PRIu64 ",\"args\":{\"first\":%" PRIu64 ",\"items\":%" PRIu32
            ",\"chunks\":%" PRIu32 ",\"work_ns\":%" PRIu64 "}}",
            took_ns / 1000, took_ns % 1000, record->first, record->items, record->chunks,
            record->work_ns);
}

/* From the caller, when the worker had nothing to do, to the item. */
static void write_flow(struct events *events, size_t thread, uint64_t free_ns, uint64_t begin_ns)
{
    uint64_t number = ++events->flow;
    begin_event(events, "s", "dispatch", 0, free_ns);
    fprintf(events->stream, ",\"cat\":\"dispatch\",\"id\":%" PRIu64 "}", number);
    begin_event(events, "f", "dispatch", thread, begin_ns);
    fprintf(events->stream, ",\"cat\":\"dispatch\",\"id\":%" PRIu64 ",\"bp\":\"e\"}", number);
}

/* A text from outside as JSON. Returns 0 or ENOMEM. */
static int write_name(struct events *events, const char *kind, size_t thread, const char *text)
{
    json_t *arguments = json_pack("{s:o}", "name", json_text(text));
    char *whole = arguments != NULL ? json_dumps(arguments, JSON_COMPACT) : NULL;
    json_decref(arguments);
    if (whole == NULL)
        return ENOMEM;
    begin_event(events, "M", kind, thread, 0);
    fprintf(events->stream, ",\"args\":%s}", whole);
    free(whole);
    return 0;
}

/* --- a run ------------------------------------------------------------------------------------ */

/* The records from `at` on that are one span. */
static struct trace_record span_of(const struct events *events, const struct trace_worker *worker,
                                   size_t at)
{
    struct trace_record span = worker->records[at];
    for (size_t i = at + 1; i < worker->count && i < at + events->step; i++) {
        span.end_ns = worker->records[i].end_ns;
        span.work_ns += worker->records[i].work_ns;
        span.items += worker->records[i].items;
        span.chunks += worker->records[i].chunks;
    }
    return span;
}

static int write_worker(struct events *events, size_t number)
{
    const struct trace_worker *worker = &events->run->workers[number];
    uint64_t last_end_ns = trace_last_end(events->run);
    size_t thread = number + 1;
    char name[32];
    snprintf(name, sizeof name, "worker %zu", number);
    int error = write_name(events, "thread_name", thread, name);
    if (worker->count == 0) {
        write_span(events, "start-up", thread, 0, last_end_ns);
        return error;
    }
    write_span(events, "start-up", thread, 0, worker->begin_ns);
    uint64_t free_ns = 0;
    uint64_t at_ns = worker->begin_ns;
    for (size_t i = 0; i < worker->count; i += events->step) {
        struct trace_record span = span_of(events, worker, i);
        write_span(events, "between", thread, at_ns, span.begin_ns);
        write_items(events, thread, &span);
        if (span.chunks > 0)
            write_flow(events, thread, free_ns, span.begin_ns);
        at_ns = free_ns = span.end_ns;
    }
    write_span(events, "between", thread, at_ns, worker->end_ns);
    write_span(events, "waiting", thread, worker->end_ns, last_end_ns);
    return error;
}

static int by_time(const void *left, const void *right)
{
    const struct begin *a = left;
    const struct begin *b = right;
    return (a->ns > b->ns) - (a->ns < b->ns);
}

static void write_depth(struct events *events, uint64_t ns, uint64_t items)
{
    begin_event(events, "C", "queue depth", 0, ns);
    fprintf(events->stream, ",\"args\":{\"items\":%" PRIu64 "}}", items);
}

/* The counter: it falls by the items of a span when that begins. */
static int write_queue(struct events *events, uint64_t items, size_t records)
{
    struct begin *begins = calloc(records + 1, sizeof *begins);
    size_t count = 0;
    if (begins == NULL)
        return ENOMEM;
    for (size_t w = 0; w < events->run->worker_count; w++)
        for (size_t i = 0; i < events->run->workers[w].count; i += events->step) {
            struct trace_record span = span_of(events, &events->run->workers[w], i);
            begins[count++] = (struct begin){ span.begin_ns, span.items };
        }
    qsort(begins, count, sizeof *begins, by_time);
    write_depth(events, 0, items);
    for (size_t i = 0; i < count; i++) {
        items -= begins[i].items;
        write_depth(events, begins[i].ns, items);
    }
    free(begins);
    return 0;
}

static int write_run(struct events *events, const struct trace *trace)
{
    const struct trace_run *run = events->run;
    size_t records = 0;
    for (size_t i = 0; i < run->worker_count; i++)
        records += run->workers[i].count;
    events->step = records / SPANS_MAX + 1;
    int error = write_name(events, "process_name", 0, run->strategy);
    if (error == 0)
        error = write_name(events, "thread_name", 0, "caller");
    write_span(events, "run", 0, 0, run->run_ns);
    write_span(events, "finish", 0, trace_last_end(run), run->run_ns);
    for (size_t i = 0; i < run->worker_count && error == 0; i++)
        error = write_worker(events, i);
    return error == 0 ? write_queue(events, trace->items, records) : error;
}

/* --- all -------------------------------------------------------------------------------------- */

static int write_all(FILE *stream, const void *subject)
{
    const struct trace *trace = subject;
    struct events events = { .stream = stream, .separator = "" };
    json_t *about = json_pack("{s:o, s:o, s:o}", "workload", json_text(trace->workload), "host",
                              json_text(trace->host), "utc", json_text(trace->utc));
    char *text = about != NULL ? json_dumps(about, JSON_COMPACT) : NULL;
    json_decref(about);
    if (text == NULL)
        return ENOMEM;
    fprintf(stream, "{\"displayTimeUnit\":\"ns\",\"otherData\":%s,\"traceEvents\":[", text);
    free(text);
    int error = 0;
    for (size_t i = 0; i < trace->run_count && error == 0; i++) {
        events.run = &trace->runs[i];
        events.process = i + 1;
        if (events.run->error == NULL)
            error = write_run(&events, trace);
    }
    fputs("\n]}\n", stream);
    return error;
}

int timeline_write_events(const char *folder, const struct trace *trace, struct error *error)
{
    return file_write(folder, TIMELINE_EVENTS, write_all, trace, error);
}
