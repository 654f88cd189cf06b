/* SPDX-License-Identifier: MIT */
/* Strategies compared in pairs: the time of the first over that of the second in the same block.
 * Pure.
 *
 * As in comparison.h, log ratios are compared by shift_paired. Ratios that are one claim are judged
 * together: the interval of each of m has level / m (Bonferroni), so all of them hold the true
 * ratios in all but `level` of cases. A ratio is decided exactly if its whole interval is on one
 * side of the bounds. Holm's procedure, by which comparison.h judges, would decide some more, but no
 * interval shows which. */
#ifndef FORKSCALE_ANALYSE_RATIO_H
#define FORKSCALE_ANALYSE_RATIO_H

#include "analyse/shift.h"
#include "record/results.h"

#define RATIOS_MAX 65536

enum ratio_use { USE_WARM, USE_ONCE, USES };

enum ratio_side {
    SIDE_NONE, /* no block has both */
    SIDE_UNDECIDED,
    SIDE_ABOVE, /* the first takes longer */
    SIDE_BELOW,
    SIDES,
};

/* Which ratios are one claim, over all runs: those of the same two strategies; or those of the same
 * first strategy, workload and use. */
enum claim_scope { CLAIM_PAIR, CLAIM_WORKLOAD };

struct ratio_options {
    char *const *first; /* labels of strategies; none: all but the baseline */
    size_t first_count;
    char *const *second;
    size_t second_count;
    unsigned workers; /* 0: all */
    bool uses[USES];
    enum claim_scope scope;
    double low; /* bounds */
    double high;
    double level; /* how often a whole claim may be wrong */
};

/* Two cells of one workload and run, with the same number of workers; the baseline is compared with
 * any number. */
struct ratio {
    size_t run;
    const struct result_cell *first;
    const struct result_cell *second;
    enum ratio_use use;
    struct shift ratio;      /* with the interval by which its claim is judged */
    struct shift difference; /* first − second, in nanoseconds; its interval has ESTIMATE_LEVEL */
    enum ratio_side side;
    size_t claim; /* index into ratios.claims */
};

struct claim {
    size_t points;       /* ratios that exist */
    size_t sides[SIDES]; /* how many of them are on each */
    size_t fewest;       /* blocks by which one of them can be decided */
    double least[USES];  /* of the estimates; 0 where there is no ratio */
    double greatest[USES];
};

struct ratios {
    struct ratio *ratios;
    size_t count;
    struct claim *claims;
    size_t claim_count;
};

/* Compares within each of the runs; first and second of a ratio are never the same cell, and where
 * no strategies are named, each two are compared once. Points into `runs`. Returns 0, ENOMEM, or
 * E2BIG for more than RATIOS_MAX; after an error *ratios needs no release. */
int ratios_compute(const struct results *runs, size_t run_count,
                   const struct ratio_options *options, struct ratios *ratios);

void ratios_release(struct ratios *ratios);

#endif
