/* SPDX-License-Identifier: MIT */
/* Which strategies of a workload are fastest, and whether the blocks decide it. Pure.
 *
 * The candidates are the cells with the most workers that have a processor each, and the baseline,
 * unless a repetition failed or they are of a base build.
 * Each two are compared by the log ratio of their warm runs in the same block (analyse/shift.h).
 * All pairs of all workloads are one family: Holm's procedure keeps the probability that any of the
 * pairs is put in the wrong order at most `level`. Intervals have level / pairs (Bonferroni), so
 * that all of them together miss a ratio no more often than that.
 *
 * A candidate that no other is known to beat is among the fastest. So the fastest is one of these,
 * unless a pair is in the wrong order.
 */
#ifndef FORKSCALE_ANALYSE_RANKING_H
#define FORKSCALE_ANALYSE_RANKING_H

#include "analyse/shift.h"
#include "record/results.h"

#define RANKING_LEVEL     0.01
#define RANKING_PAIRS_MAX 65536
#define RANKING_EFFECT    0.02

struct rank {
    size_t cell;
    bool is_fastest;    /* among the fastest of its workload */
    struct shift ratio; /* its run over that of the first of the workload; count 0 for the first */
};

/* The candidates of a workload: the fastest first, and each part by
 * rising ratio. */
struct workload_ranking {
    const char *workload;
    struct rank *ranks;
    size_t count;
    size_t fastest; /* how many are among the fastest */
    bool is_equal;  /* … and each two of those differ by less than the effect */
    size_t blocks;  /* the fewest that two of them have in common */
    size_t needed;  /* about how many would decide each two of the fastest; 0 where it is decided */
    bool is_far;    /* … more than SHIFT_NEEDED_MAX */
    size_t least;   /* with fewer, nothing can be decided */
};

enum standing {
    STANDING_NONE, /* not a candidate, or the only one */
    STANDING_UNDECIDED,
    STANDING_FASTEST, /* alone, or among those that are not known to differ */
    STANDING_SLOWER,
};

struct ranking {
    struct workload_ranking *workloads; /* in the order of the cells */
    size_t count;
    double effect;    /* a smaller difference is taken for none */
    size_t pairs;     /* of candidates of one workload; beyond RANKING_PAIRS_MAX none is ranked */
    size_t undecided; /* those that are neither in order nor equal */
    unsigned workers; /* of the candidates */
    struct rank *ranks;
};

/* The level of look 1, 2, … at a run that ends when a look finds all decided; 0: there is one look,
 * after the last block, with RANKING_LEVEL.
 *
 * Looks that go on until a test succeeds find differences that are not there. So they share the
 * level: look k has level / (k (k + 1)), and all looks together the level. That is alpha spending
 * (Lan & DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983) with
 * the spending function k / (k + 1). Because the shares are added (Bonferroni), it holds whatever
 * the dependence of the looks. */
double ranking_level(unsigned look);

/* The most workers with a processor each that any cell has; where all have to share, the fewest. At
 * least 1. */
unsigned ranking_workers(const struct results *results);

/* Ranks all workloads, at the level of that look. Two candidates are equal where their whole
 * interval is within a factor of 1 + results->effect, or 1 + RANKING_EFFECT if that is 0. Points
 * into `results`. Returns 0 or ENOMEM; after an error *ranking needs no release. */
int ranking_compute(const struct results *results, unsigned look, struct ranking *ranking);

/* The standing of a cell. Where it is ranked, *rank is its rank, else NULL. */
enum standing ranking_standing(const struct ranking *ranking, size_t cell,
                               const struct rank **rank);

void ranking_release(struct ranking *ranking);

#endif
