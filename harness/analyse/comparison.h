/* SPDX-License-Identifier: MIT */
/* Did it change: each cell of a new set compared with the same cell of a base set, with a verdict
 * for each figure and one for the whole. Pure.
 *
 * The sets are two runs, or two strategies or two builds of one run. Logarithms are compared:
 *
 * - in one run, log(new / base) of each block that has both cells (shift_paired);
 * - in two runs, for each the log of its figure over that of the serial cell of its workload in the
 *   same block, so that the hosts' speed cancels (shift_separate).
 *
 * All cells and figures are one family. A comparison is regressed or improved if its p-value, twice
 * the smaller of those of the two sides of the margin, is at most `level` after Holm's adjustment:
 * so with probability 1 − level none in the family is so without cause. It is the same if
 * equivalence is shown by two one-sided tests, each at COMPARISON_SAME_LEVEL (Schuirmann, Journal
 * of Pharmacokinetics and Biopharmaceutics 15, 1987), and the estimate is within the margin. Else
 * it is inconclusive.
 *
 * Two runs do not share what disturbed them. A load that one of them had to bear slows its workers
 * more than its serial cell, and no number of blocks tells that from a change. So a comparison of
 * two runs is inconclusive if more than COMPARISON_DISTURBED_MOST of its blocks in either were
 * disturbed (analyse/noise.h).
 */
#ifndef FORKSCALE_ANALYSE_COMPARISON_H
#define FORKSCALE_ANALYSE_COMPARISON_H

#include "analyse/difference.h"
#include "analyse/figure.h"
#include "analyse/shift.h"

#define COMPARISON_LEVEL      0.01
#define COMPARISON_SAME_LEVEL 0.05
#define COMPARISONS_MAX       65536

/* Margin and same unless told otherwise; and those of two runs, between which a machine may change
 * although nothing disturbs it: docs/verdicts.md has how much that was. */
#define COMPARISON_MARGIN       0.01
#define COMPARISON_SAME         0.03
#define COMPARISON_MARGIN_APART 0.05
#define COMPARISON_SAME_APART   0.08

/* Ranks bear this part of strange values: they move the estimate by less than its spread. */
#define COMPARISON_DISTURBED_MOST 0.25

/* From best to worst. The verdict of the whole is the worst of all: what could not be compared
 * comes first, because it may hide a regression. */
enum comparison_verdict {
    COMPARED_SAME,
    COMPARED_IMPROVED,
    COMPARED_INCONCLUSIVE,
    COMPARED_REGRESSED,
    COMPARED_NOT, /* not comparable */
    COMPARED_VERDICTS,
};

/* Why cells are not comparable. */
enum comparison_obstacle {
    OBSTACLE_NONE,
    OBSTACLE_DIFFERENCE,  /* of the runs or the workload, one that is not allowed */
    OBSTACLE_BASE_FAILED, /* it has no good repetition */
    OBSTACLE_NEW_FAILED,
    OBSTACLE_NO_BLOCK, /* no block has all that it takes: both cells, or cell and serial cell, with
                          that figure */
};

struct comparison {
    const struct result_cell *base;
    const struct result_cell *new;
    const struct figure *figure;
    /* The serial cells by which two runs are compared have no verdict: their `ratio` shows how the
     * hosts' speed differs. */
    bool is_yardstick;
    enum comparison_verdict verdict;
    enum comparison_obstacle obstacle;
    struct shift
        ratio;         /* new / base, with its interval of level ESTIMATE_LEVEL; in two runs of what
                           was divided by the serial cell's */
    double p;          /* adjusted */
    bool is_above;     /* the p-value is of regressed, else of improved */
    bool is_within;    /* equivalence is shown */
    bool is_disturbed; /* of two runs, and therefore inconclusive */
    size_t needed;     /* inconclusive: blocks that would probably decide it; 0: no number would */
};

/* A cell that only one of the sets has. */
struct unpaired_cell {
    const struct result_cell *cell;
    bool is_new;
};

/* Repetitions of a compared cell that failed. */
struct failed_cell {
    const struct result_cell *cell;
    bool is_new;
    size_t count;
    const char *error; /* of the first */
};

struct comparison_options {
    const struct figure *figures;
    size_t figure_count;
    double margin; /* 0.01: one per cent */
    double same;   /* at least the margin */
    double level;
    unsigned allowed; /* bit i: facts[i] may differ */
    /* Of one run: strategies by label, or by what begins their labels, followed by '/' or ':'; then
     * what follows must be the same ("old" and "new": "old/pool" and "new/pool"). NULL: two
     * runs. */
    const char *base_strategy;
    const char *new_strategy;
    bool of_builds; /* of one run: its cells of the base build, and the same ones of this build */
    /* A run that ends when a look finds all decided (ranking_level) was looked at so often: both
     * levels are shared. 0: there is one look. */
    unsigned look;
};

struct comparisons {
    struct comparison *all; /* in the order of the new set's cells */
    size_t count;
    struct unpaired_cell *unpaired;
    size_t unpaired_count;
    struct failed_cell *failed;
    size_t failed_count;
    struct differences differences;
    size_t tests;                       /* of the family */
    size_t verdicts[COMPARED_VERDICTS]; /* how many have each */
    enum comparison_verdict whole;      /* COMPARED_NOT if there are none */
};

/* Compares two runs; or, if strategies or builds are given, those within one run, which is both.
 * Points into the results and the figures. Returns 0, ENOMEM, or E2BIG for more than
 * COMPARISONS_MAX; after an error *comparisons needs no release. */
int comparisons_compute(const struct results *base, const struct results *new,
                        const struct comparison_options *options, struct comparisons *comparisons);

/* Whether both sets are of one run. */
bool comparison_is_of_one_run(const struct comparison_options *options);

/* Whether a strategy's label is the given one or begins with it, as the options describe. */
bool comparison_selects(const struct results *results, const char *name, const char *label);

void comparisons_release(struct comparisons *comparisons);

#endif
