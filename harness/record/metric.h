/* SPDX-License-Identifier: MIT */
/* The metrics of a repetition. One table gives the keys of results.json that are written and read,
 * and what `forkscale list metrics` and results/README.md say about them. */
#ifndef FORKSCALE_RECORD_METRIC_H
#define FORKSCALE_RECORD_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct repetition;
struct worker_figures;

enum metric_kind {
    METRIC_OPTIONAL, /* NaN in the repetition where a file lacks it */
    METRIC_REQUIRED, /* a good repetition is refused without it */
    METRIC_RUNS,     /* an array, repetition.run_ns; required, too */
    METRIC_WORKERS,  /* an array with a number for each worker; optional */
};

struct metric {
    const char *name; /* the key; its unit is part of it */
    const char *unit; /* "ns", "bytes"; "" for a count */
    enum metric_kind kind;
    double min;    /* the least value that is read */
    size_t offset; /* in struct repetition, of a double or a struct worker_figures */
    const char *meaning;
};

/* Ended by a row without a name. */
extern const struct metric metrics[];

/* Whether it is a number, so that the next two are allowed. */
bool metric_is_number(const struct metric *metric);

/* Where the metric is in the repetition. */
double *metric_at(const struct metric *metric, struct repetition *repetition);
double metric_value(const struct metric *metric, const struct repetition *repetition);

/* Likewise, of METRIC_WORKERS. */
struct worker_figures *metric_workers_at(const struct metric *metric,
                                         struct repetition *repetition);

#ifdef __cplusplus
}
#endif
#endif
