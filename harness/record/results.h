/* SPDX-License-Identifier: MIT */
/* The contents of a results file: the cells of the plan and their repetitions.
 *
 * The file is Google Benchmark's JSON with forkscale's keys added; results/README.md has the
 * meaning and unit of each. Tables, plots and verdicts are made from this struct alone, whether the
 * run has just ended or the file is years old.
 */
#ifndef FORKSCALE_RECORD_RESULTS_H
#define FORKSCALE_RECORD_RESULTS_H

#include "kit/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RESULTS_SCHEMA 1

/* Cells of a plan and of a file. It keeps work that grows with the square of the cells small. */
#define RESULT_CELLS_MAX 16384

/* Ends the labels of strategies in the base build, with which the run compares this one. */
#define RESULT_BASE_SUFFIX "@base"

/* In the label of a strategy that was measured with ballast: "fork_static/ballast:64M". */
#define RESULT_BALLAST "/ballast:"

/* One point of the plan. Owns its strings. */
struct result_cell {
    char *name;     /* "spin:shape=falling/fork_static/workers:2", unique in a file */
    char *workload; /* label: name and the tunables that differ from their defaults */
    char *strategy; /* label, likewise; with ballast, that follows */
    unsigned workers;
    bool oversubscribed;  /* more workers than usable processors */
    bool baseline;        /* the plain serial cell, to which the workload's speedups refer */
    bool is_base;         /* measured in the base build, with which the run compares this one */
    double ballast_bytes; /* memory touched before open; 0: none */
    char *ballast_pages;  /* "small", "huge" or "shared"; NULL without ballast */
};

/* What two runs of a workload must have in common to be compared: NULL or NaN where a file lacks
 * it. Owns its strings. */
struct result_workload {
    char *label;    /* as in the cells */
    char *build;    /* fingerprint of its module */
    char *tunables; /* all of them, as JSON */
    char *input;    /* digest of what it reads; "" for none */
    double items;
    double result_bytes; /* of one item */
};

/* A figure for each worker of a repetition; none where a file lacks it. Owns them. */
struct worker_figures {
    double *values;
    size_t count;
};

/* A cell's repetition in one block. record/metric.h has the unit and meaning of each figure, and
 * which may be NaN. */
struct repetition {
    size_t cell; /* index into results.cells */
    unsigned block;
    char *error;    /* what went wrong, NULL if nothing; then the figures below do not count */
    char *choice;   /* what the strategy chose and why, NULL if it says nothing */
    double *run_ns; /* the timed runs */
    size_t runs;
    double early_ns;
    double open_ns;
    double first_run_ns;
    double close_ns;
    double once_ns;
    double startup_ns;
    double busy_ns;
    double imbalance_ns;
    double finish_ns;
    double first_startup_ns; /* the same of the first run */
    double first_busy_ns;
    double first_imbalance_ns;
    double first_finish_ns;
    struct worker_figures worker_busy_ns;
    struct worker_figures worker_processor_ns;
    double user_ns;
    double system_ns;
    double minor_faults;
    double major_faults;
    double voluntary_switches;
    double involuntary_switches;
    double timed_calls;
    double latency_p50_ns;
    double latency_p99_ns;
    double instructions;
    double cycles;
    double cache_misses;
    double tlb_misses;
    double open_instructions;
    double open_cycles;
    double open_cache_misses;
    double open_tlb_misses;
    double close_instructions;
    double close_cycles;
    double close_cache_misses;
    double close_tlb_misses;
    double oracle_share;
    double in_order_share;
    double resident_bytes;
    double ballast_huge_bytes;
    double wall_ns;
    double processor_share;
    double waited_ns;
    double strangers_ns;
    double strangers_error_ns;
    double steal_ns;
    double throttled_ns;
    double pressure_ns;
    double runnable;
};

struct results {
    char *utc; /* RFC 3339 */
    char *host;
    char *cpu_model;
    char *version;  /* of the forkscale that measured */
    char *kernel;   /* this and the next three are NULL where a file lacks them */
    char *compiler; /* of forkscale, and its flags */
    char *flags;
    char *mode;            /* "release" */
    char *revision;        /* of its sources; NULL where a file lacks it */
    unsigned processors;   /* usable ones: affinity and cgroup quota */
    unsigned iterations;   /* timed runs of a repetition */
    unsigned calls;        /* of the strategy in each timed run; 1 in older files */
    double call_ns;        /* no more of them after so long; 0: all */
    unsigned blocks;       /* begun */
    bool partial;          /* interrupted, so the last block may lack cells */
    double effect;         /* of a run that ends when all is decided at it; else 0 */
    unsigned looks;        /* such a run looked at its blocks so often */
    char *against;         /* folder or revision of the base build; NULL: none */
    char *pin;             /* what cells were pinned to: "none", "cores" or "threads" */
    char *counters_reason; /* why a hardware counter is unavailable; NULL: none is, or none asked */
    struct result_workload *workloads; /* none in files that lack them */
    size_t workload_count;
    struct result_cell *cells;
    size_t cell_count;
    struct repetition *repetitions;
    size_t repetition_count;
};

/* Reads a parsed results document. Every key is checked for presence, type and range, every number
 * for being finite; the document is untrusted. Returns 0, ENOMEM, or EBADMSG with a sentence in
 * `error` that names the key, its place, what was found and what is expected. After an error
 * *results needs no release. */
int results_from_json(const json_t *root, struct results *results, struct error *error);

/* Reads DIR/results.json. As results_from_json, or the errno of opening or reading it, with a
 * sentence. */
int results_read(const char *directory, struct results *results, struct error *error);

void results_release(struct results *results);

/* Frees what a repetition owns, but not its error. */
void repetition_release(struct repetition *repetition);

#endif
