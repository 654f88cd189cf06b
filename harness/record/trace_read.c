/* SPDX-License-Identifier: MIT */
/* A trace from its document, which is untrusted. */
#include "record/field.h"
#include "record/load.h"
#include "record/trace.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RECORD_NUMBERS 6
#define RECORD_BYTES   12 /* at least: a digit and a blank for each number */
#define PROCESSORS_MAX 1000000
#define BLOCKS_MAX     1000000

/* Takes one number up to `most`, and the blank behind it. */
static bool take(const char **at, uint64_t most, uint64_t *number)
{
    const char *digit = *at;
    *number = 0;
    for (; isdigit((unsigned char)*digit); digit++) {
        *number = 10 * *number + (uint64_t)(*digit - '0');
        if (*number > most)
            return false;
    }
    if (digit == *at || (*digit != ' ' && *digit != '\0'))
        return false;
    *at = digit + (*digit == ' ');
    return true;
}

static bool take_record(const char **at, uint64_t last_ns, struct trace_record *record)
{
    static const uint64_t most[RECORD_NUMBERS] = { (uint64_t)NUMBER_MAX, (uint64_t)NUMBER_MAX,
                                                   (uint64_t)NUMBER_MAX, INT64_MAX,
                                                   UINT32_MAX,           UINT32_MAX };
    uint64_t numbers[RECORD_NUMBERS];
    for (size_t i = 0; i < RECORD_NUMBERS; i++)
        if (!take(at, most[i], &numbers[i]))
            return false;
    record->begin_ns = last_ns + numbers[0];
    record->end_ns = record->begin_ns + numbers[1];
    record->work_ns = numbers[2];
    record->first = numbers[3];
    record->items = (uint32_t)numbers[4];
    record->chunks = (uint32_t)numbers[5];
    /* One that ends later is refused, so that no sum of times overflows. */
    return record->end_ns <= (uint64_t)NUMBER_MAX;
}

static void read_records(const struct fields *from, struct trace_worker *worker)
{
    char *text = field_text(from, "records");
    if (text == NULL)
        return;
    size_t room = (strlen(text) + 1) / RECORD_BYTES;
    worker->records = field_memory(from, calloc(room + 1, sizeof *worker->records));
    const char *at = text;
    uint64_t last_ns = 0;
    bool is_good = worker->records != NULL;
    while (is_good && *at != '\0' && worker->count < room) {
        is_good = take_record(&at, last_ns, &worker->records[worker->count]);
        last_ns = worker->records[worker->count].end_ns;
        worker->count += is_good ? 1 : 0;
    }
    if (worker->records != NULL && (!is_good || *at != '\0'))
        field_refuse(from, "records", "records of %d whole numbers with a blank between",
                     RECORD_NUMBERS);
    free(text);
}

/* 0 after an error: what was found may not fit. */
static uint64_t read_whole_number(const struct fields *from, const char *key, const char *unit)
{
    double number = field_number(from, key, unit, 0);
    return from->error->code == 0 ? (uint64_t)number : 0;
}

static void read_workers(const struct fields *from, struct trace_run *run)
{
    size_t count = field_array(from, "lanes");
    if (count != run->worker_count)
        field_refuse(from, "lanes", "an array of %zu lanes, one for each worker",
                     run->worker_count);
    if (from->error->code != 0)
        return;
    run->workers = field_memory(from, calloc(count + 1, sizeof *run->workers));
    for (size_t i = 0; i < count && from->error->code == 0; i++) {
        struct fields lane = field_element(from, "lanes", i);
        run->workers[i].begin_ns = read_whole_number(&lane, "begin_ns", "ns");
        run->workers[i].end_ns = read_whole_number(&lane, "end_ns", "ns");
        read_records(&lane, &run->workers[i]);
    }
}

static void read_run(const struct fields *from, uint64_t items, struct trace_run *run)
{
    size_t plain;
    run->strategy = field_text(from, "strategy");
    run->error = field_optional_text(from, "error");
    run->worker_count = field_count(from, "workers", 1, BOARD_WORKERS_MAX);
    if (run->error != NULL)
        return;
    run->run_ns = read_whole_number(from, "run_ns", "ns");
    run->plain_ns = field_durations(from, "plain_ns", 1, &plain);
    run->traced_ns = field_durations(from, "traced_ns", 1, &run->blocks);
    if (plain != run->blocks || plain > BLOCKS_MAX)
        field_refuse(from, "traced_ns", "as many times as in plain_ns");
    read_workers(from, run);
    if (from->error->code == 0 && !trace_is_sound(run, items))
        field_refuse(from, "lanes", "records in the order of time that have all %ju items",
                     (uintmax_t)items);
}

static void read_runs(const struct fields *root, struct trace *trace)
{
    size_t count = field_array(root, "runs");
    if (count < 1 || count > TRACE_RUNS_MAX)
        field_refuse(root, "runs", "an array of 1 to %d runs", TRACE_RUNS_MAX);
    if (root->error->code != 0)
        return;
    trace->runs = field_memory(root, calloc(count + 1, sizeof *trace->runs));
    trace->run_count = trace->runs != NULL ? count : 0;
    for (size_t i = 0; i < trace->run_count && root->error->code == 0; i++) {
        struct fields run = field_element(root, "runs", i);
        read_run(&run, trace->items, &trace->runs[i]);
    }
}

static void read_root(const struct fields *root, struct trace *trace)
{
    if (field_count(root, "trace_schema", 0, INT32_MAX) != TRACE_SCHEMA)
        field_refuse(root, "trace_schema", "%d, the one that this forkscale reads", TRACE_SCHEMA);
    trace->version = field_text(root, "version");
    trace->utc = field_text(root, "utc");
    trace->host = field_text(root, "host");
    trace->workload = field_text(root, "workload");
    trace->items = read_whole_number(root, "items", "");
    if (field_exists(root, "serial_ns"))
        trace->serial_ns = read_whole_number(root, "serial_ns", "ns");
    struct fields machine = field_object(root, "machine");
    trace->cpu_model = field_text(&machine, "cpu_model");
    trace->processors = field_count(&machine, "usable_processors", 1, PROCESSORS_MAX);
    read_runs(root, trace);
}

int trace_read(const char *path, struct trace *trace, struct error *error)
{
    char inside[PATH_MAX];
    struct stat status;
    json_t *document;
    *trace = (struct trace){ .utc = NULL };
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        if ((size_t)snprintf(inside, sizeof inside, "%s/" TRACE_FILE, path) >= sizeof inside)
            return error_set_errno(error, ENAMETOOLONG, "cannot read %s", path);
        path = inside;
    }
    int code = document_load(path, &document, error);
    if (code != 0)
        return code;
    error->code = 0;
    const struct fields root = { .object = document, .error = error };
    read_root(&root, trace);
    json_decref(document);
    code = error->code;
    if (code != 0) {
        error_prefix(error, "%s", path);
        trace_release(trace);
    }
    return code;
}
