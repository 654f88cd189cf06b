/* SPDX-License-Identifier: MIT */
/* Each two candidates of each workload, compared. */
#ifndef FORKSCALE_ANALYSE_RANKING_PAIRS_H
#define FORKSCALE_ANALYSE_RANKING_PAIRS_H

#include "analyse/ranking.h"
#include "analyse/repetition_index.h"

/* Two candidates of a workload, as indices of its ranks. */
struct ranking_pair {
    size_t workload;
    size_t one;
    size_t other;
    struct shift usual;     /* the same with an interval of ESTIMATE_LEVEL */
    struct shift log_ratio; /* ln of the run of one over that of the other; level / pairs */
};

struct ranking_pairs {
    struct ranking_pair *all;
    double *p; /* of each, that the two do not differ; adjusted by Holm's procedure */
    size_t count;
};

/* How many pairs there are. */
size_t ranking_pairs_count(const struct ranking *ranking);

/* Compares all pairs of candidates. Returns 0 or ENOMEM; the caller releases *pairs in either
 * case. */
int ranking_pairs_compare(const struct repetition_index *index, const struct ranking *ranking,
                          double level, struct ranking_pairs *pairs);

void ranking_pairs_release(struct ranking_pairs *pairs);

#endif
