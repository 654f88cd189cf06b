/* SPDX-License-Identifier: MIT */
/* A trace as a document. */
#include "record/document.h"
#include "record/trace.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The records of a worker as one text: a number each would be a line of its own, with ten times the
 * memory. NULL without memory. */
static json_t *records_text(const struct trace_worker *worker)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return NULL;
    uint64_t last_ns = 0;
    for (size_t i = 0; i < worker->count; i++) {
        const struct trace_record *record = &worker->records[i];
        fprintf(stream, "%s%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu32 " %" PRIu32,
                i > 0 ? " " : "", record->begin_ns - last_ns, record->end_ns - record->begin_ns,
                record->work_ns, record->first, record->items, record->chunks);
        last_ns = record->end_ns;
    }
    json_t *string = fclose(stream) == 0 ? json_stringn(text, bytes) : NULL;
    free(text);
    return string;
}

static json_t *workers_json(const struct trace_run *run)
{
    json_t *array = json_array();
    for (size_t i = 0; i < run->worker_count; i++) {
        const struct trace_worker *worker = &run->workers[i];
        json_t *object =
            json_pack("{s:I, s:I, s:o}", "begin_ns", (json_int_t)worker->begin_ns, "end_ns",
                      (json_int_t)worker->end_ns, "records", records_text(worker));
        if (json_array_append_new(array, object) < 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *times_json(const double *ns, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(array, json_real(ns[i]));
    return array;
}

static json_t *run_json(const struct trace_run *run)
{
    if (run->error != NULL)
        return json_pack("{s:s, s:i, s:s}", "strategy", run->strategy, "workers",
                         (int)run->worker_count, "error", run->error);
    return json_pack("{s:s, s:i, s:I, s:o, s:o, s:o}", "strategy", run->strategy, "workers",
                     (int)run->worker_count, "run_ns", (json_int_t)run->run_ns, "plain_ns",
                     times_json(run->plain_ns, run->blocks), "traced_ns",
                     times_json(run->traced_ns, run->blocks), "lanes", workers_json(run));
}

static json_t *runs_json(const struct trace *trace)
{
    json_t *array = json_array();
    for (size_t i = 0; i < trace->run_count; i++)
        if (json_array_append_new(array, run_json(&trace->runs[i])) < 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

int trace_write(const char *directory, const struct trace *trace, json_t *machine, json_t *build,
                struct error *error)
{
    json_t *document = json_pack(
        "{s:i, s:s, s:s, s:s, s:o, s:o, s:s, s:I, s:I, s:o}", "trace_schema", TRACE_SCHEMA,
        "version", trace->version, "utc", trace->utc, "host", trace->host, "machine", machine,
        "build", build, "workload", trace->workload, "items", (json_int_t)trace->items, "serial_ns",
        (json_int_t)trace->serial_ns, "runs", runs_json(trace));
    if (document == NULL)
        return error_set_errno(error, ENOMEM, "cannot write the trace");
    int code = document_write(directory, TRACE_FILE, document, error);
    json_decref(document);
    return code;
}
