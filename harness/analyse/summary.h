/* SPDX-License-Identifier: MIT */
/* From samples to statistics: one summary a cell. Pure: no input, no output, no clock. */
#ifndef FORKSCALE_ANALYSE_SUMMARY_H
#define FORKSCALE_ANALYSE_SUMMARY_H

#include "analyse/estimate.h"
#include "analyse/overhead.h"
#include "record/results.h"

/* Medians over blocks; cell_metrics has the unit and meaning of each. A ratio is formed block by
 * block, against the baseline cell of the same workload in the same block; a block that lacks
 * either gives none. */
struct summary {
    const struct result_cell *cell;
    struct estimate run;
    struct estimate once;
    struct estimate speedup;
    struct estimate efficiency;
    struct estimate once_speedup;
    struct estimate once_efficiency;
    struct estimate startup_share;
    struct estimate imbalance_share;
    struct estimate finish_share;
    struct estimate open_share;
    struct estimate regret;
    struct estimate compute_share;
    struct estimate dispatch_share;
    struct estimate busy_imbalance;
    struct estimate processor_imbalance;
    struct estimate call_p50;
    struct estimate call_p99;
    struct estimate calls;
    struct estimate call_processor;
    struct estimate instructions;
    struct estimate cycles;
    struct estimate cache_misses;
    struct estimate tlb_misses;
    struct overhead overhead[OVERHEAD_USES]; /* no medians: its parts add up */
    double bound;      /* speedup of the oracle: 1 / oracle_share; 0 when it is not known */
    double early_ns;   /* of its early hook, the median; 0: it has none */
    size_t disturbed;  /* its good repetitions that were disturbed: analyse/noise.h */
    const char *error; /* of the first repetition that failed, NULL if none did */
};

/* One summary per cell, in the order of results->cells, into a new array for free(). Points into
 * `results`. Returns NULL when out of memory. */
struct summary *summarise(const struct results *results);

struct repetition_summary; /* a good repetition */

/* What a cell metric is made of, and so how it is shown. */
enum cell_metric_kind {
    CELL_TIME,       /* ns */
    CELL_RATIO,      /* the baseline's time / this one's */
    CELL_PER_WORKER, /* the same / workers */
    CELL_SHARE,      /* of a time, mostly 0 to 1; only the median is shown */
    CELL_RATE,       /* per second */
    CELL_COUNT,      /* a number of events */
    CELL_REGRET,     /* this one's time / (the baseline's × oracle_share) */
};

/* The tables on a terminal. All but the first are on request, and only where they have figures. */
enum cell_table { TABLE_TIMES, TABLE_OVERHEAD, TABLE_LATENCY, TABLE_COUNTERS, CELL_TABLES };

#define CELL_TABLES_ALL (~0U) /* a bit for each */

/* One table gives the names of --format json and tsv, the columns of the table on a terminal, and
 * what `forkscale list metrics` and results/README.md say about them. */
struct cell_metric {
    const char *name;
    enum cell_metric_kind kind;
    unsigned column[CELL_TABLES]; /* its place in each on a terminal, 1 …; 0: none */
    bool with_interval;           /* … and the interval stands beside it */
    size_t offset;                /* of a struct estimate in struct summary */
    double (*figure)(const struct repetition_summary *summary); /* NaN: none */
    const char *heading;                                        /* of the column */
    const char *meaning;
};

/* Ended by a row without a name. */
extern const struct cell_metric cell_metrics[];

/* "ns", "per_s" or "". */
const char *cell_metric_unit(const struct cell_metric *metric);

const struct estimate *cell_metric_estimate(const struct cell_metric *metric,
                                            const struct summary *summary);

#endif
