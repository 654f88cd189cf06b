/* SPDX-License-Identifier: MIT */
/* Traces: for each strategy one run, and in it for each worker what it did when.
 *
 * A trace is a file of its own, DIR/trace.json; results/README.md has its keys. What `forkscale
 * timeline` shows is made from this struct alone, whether the run has just ended or the file is
 * years old.
 */
#ifndef FORKSCALE_RECORD_TRACE_H
#define FORKSCALE_RECORD_TRACE_H

#include "kit/error.h"
#include "kit/trace.h"
#include <jansson.h>
#include <stddef.h>

#define TRACE_SCHEMA   1
#define TRACE_FILE     "trace.json"
#define TRACE_RUNS_MAX 16
#define TRACE_RECORDS  262144 /* of a run */

/* A worker of a traced run. Owns its records. Times are nanoseconds since the call of run. */
struct trace_worker {
    uint64_t begin_ns; /* its first item begins … */
    uint64_t end_ns;   /* … and it has no more work; both 0 if it ran none */
    struct trace_record *records;
    size_t count;
};

/* One run of a strategy. Owns its arrays and strings. */
struct trace_run {
    char *strategy; /* label */
    char *error;    /* why there is no trace of it; then the rest is 0 */
    uint64_t run_ns;
    double *plain_ns;  /* medians of its runs without trace, one of a block … */
    double *traced_ns; /* … and with a trace, in the same blocks */
    size_t blocks;
    struct trace_worker *workers;
    size_t worker_count; /* that there could be */
};

/* Owns its strings. */
struct trace {
    char *utc; /* RFC 3339 */
    char *host;
    char *cpu_model;
    char *version;
    char *workload; /* label */
    unsigned processors;
    uint64_t items;
    uint64_t serial_ns; /* in items of the serial cell, in the block of the traces; 0: unknown */
    struct trace_run *runs;
    size_t run_count;
};

/* Where the run's last worker ended, and what follows is its finish. */
uint64_t trace_last_end(const struct trace_run *run);

/* Whether a run that has no error can have been: all in order, and each of `items` items once. Nothing
 * is taken on trust, because items may write over a board, and files come from anywhere. */
bool trace_is_sound(const struct trace_run *run, uint64_t items);

/* Writes DIR/trace.json as document_write does. `machine` and `build` are facts, which it takes over.
 * Returns 0, or an errno number with a sentence. */
int trace_write(const char *directory, const struct trace *trace, json_t *machine, json_t *build,
                struct error *error);

/* Reads the file `path`, or of a folder its trace.json. Every value is checked. Returns 0, ENOMEM,
 * EBADMSG, or the errno number of opening or reading it; with a sentence. After an error *trace needs
 * no release. */
int trace_read(const char *path, struct trace *trace, struct error *error);

/* Frees the workers of a run and what they did. */
void trace_run_empty(struct trace_run *run);

void trace_release(struct trace *trace);

#endif
