/* SPDX-License-Identifier: MIT */
/* One figure of cells over many runs, and where it changed. Pure.
 *
 * The value of a run is the median over its blocks of the logarithm of the figure over that of the
 * serial cell in the same block, so that the hosts' speed cancels; or of the figure itself. What
 * disturbs one run disturbs all of its blocks, so blocks of different runs are not exchangeable,
 * even without a change. Runs are: each gives change_points.h one value.
 *
 * Runs that are not comparable are not in one sequence. They are divided into parts, each of which
 * has the runs that are comparable with one another, and is searched by itself. */
#ifndef FORKSCALE_ANALYSE_HISTORY_H
#define FORKSCALE_ANALYSE_HISTORY_H

#include "analyse/change_points.h"
#include "analyse/difference.h"
#include "analyse/estimate.h"
#include "analyse/figure.h"
#include "analyse/shift.h"

#define HISTORY_RUNS_MAX   CHANGE_VALUES_MAX
#define HISTORY_SERIES_MAX 1024

/* Why a run has no value. */
enum history_gap {
    GAP_NONE,
    GAP_NO_CELL,
    GAP_FAILED,   /* no good repetition */
    GAP_NO_BLOCK, /* no block has all that it takes: cell and serial cell, with that figure */
};

struct history_point {
    enum history_gap gap;
    const char *error; /* of the first failed repetition, NULL if none failed; borrowed */
    size_t failed;     /* how many did */
    /* The rest is 0 in a gap. */
    struct estimate value;
    size_t part;
    size_t previous; /* the point before it in its part; its own index if it is the first there */
    double level;    /* median of the values between two changes of the part, which it is among */
    /* From the previous point, all of them allowed. Of the first of a further part: from the last
     * point with a value before it, and at least one is not allowed. */
    struct differences differences;
};

struct history_change {
    size_t point; /* the first after the change */
    double p;     /* adjusted */
    /* The values from it to the next change of the part, over those from the change before it on;
     * with the interval of ESTIMATE_LEVEL, which does not know that the place was chosen. */
    struct shift factor;
};

struct history_series {
    const struct result_cell *cell; /* of the first run that has it */
    struct history_point *points;   /* one a run */
    size_t part_count;
    struct history_change *changes; /* by part, and in order there */
    size_t change_count;
};

struct history_options {
    struct figure figure;
    bool is_absolute;
    double level;     /* of any false alarm in all series together */
    unsigned allowed; /* bit i: facts[i] may differ */
    /* Which cells: of all that is given, one must be equal; nothing is given: all but the serial
     * cells, whose relative figures are 1. A serial cell is chosen only if the figure is_absolute
     * or a count. */
    char *const *cells; /* names */
    size_t cell_count;
    char *const *workloads; /* labels */
    size_t workload_count;
    char *const *strategies;
    size_t strategy_count;
    unsigned workers; /* 0: all */
};

struct history {
    struct history_series *series; /* in the order of their first appearance */
    size_t count;
    size_t runs;
    size_t values;  /* in all parts that were searched */
    size_t fewest;  /* runs of one part that can show a change */
    size_t longest; /* values in the longest part */
};

/* Whether the options choose the cell. */
bool history_selects(const struct history_options *options, const struct result_cell *cell);

/* Follows the cells over the runs, which are in order. Points into them. Returns 0, ENOMEM, or
 * E2BIG for more than HISTORY_RUNS_MAX runs or HISTORY_SERIES_MAX series; after an error *history
 * needs no release. */
int history_compute(const struct results *runs, size_t count, const struct history_options *options,
                    struct history *history);

void history_release(struct history *history);

#endif
