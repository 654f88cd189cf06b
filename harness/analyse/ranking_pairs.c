/* SPDX-License-Identifier: MIT */
/* Each two candidates of each workload, compared. */
#include "analyse/ranking_pairs.h"
#include "analyse/holm.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

size_t ranking_pairs_count(const struct ranking *ranking)
{
    size_t count = 0;
    for (size_t i = 0; i < ranking->count; i++)
        count += ranking->workloads[i].count * (ranking->workloads[i].count - 1) / 2;
    return count;
}

/* Lists each two candidates of a workload. */
static int list(const struct ranking *ranking, struct ranking_pairs *pairs)
{
    size_t count = ranking_pairs_count(ranking);
    *pairs = (struct ranking_pairs){
        .all = calloc(count + 1, sizeof *pairs->all),
        .p = calloc(count + 1, sizeof *pairs->p),
    };
    if (pairs->all == NULL || pairs->p == NULL)
        return ENOMEM;
    for (size_t i = 0; i < ranking->count; i++)
        for (size_t one = 0; one < ranking->workloads[i].count; one++)
            for (size_t other = one + 1; other < ranking->workloads[i].count; other++)
                pairs->all[pairs->count++] =
                    (struct ranking_pair){ .workload = i, .one = one, .other = other };
    return 0;
}

/* Finds how far apart they are, and how likely that is if they are not. */
static void compare(const struct repetition_index *index, const struct ranking *ranking,
                    double level, struct ranking_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        struct ranking_pair *pair = &pairs->all[i];
        const struct rank *ranks = ranking->workloads[pair->workload].ranks;
        size_t blocks = repetitions_pair(index, ranks[pair->one].cell, ranks[pair->other].cell,
                                         repetition_run_ns, PAIR_LOG_RATIO);
        double *values = index->values;
        pair->log_ratio = shift_paired(values, blocks, level / (double)pairs->count);
        double above = shift_paired_p(values, blocks, 0);
        double below = shift_paired_p_below(values, blocks, 0);
        pair->usual = shift_paired(values, blocks, ESTIMATE_LEVEL);
        pairs->p[i] = fmin(1, 2 * fmin(above, below));
    }
}

int ranking_pairs_compare(const struct repetition_index *index, const struct ranking *ranking,
                          double level, struct ranking_pairs *pairs)
{
    int error = list(ranking, pairs);
    if (error != 0)
        return error;
    compare(index, ranking, level, pairs);
    return holm_adjust(pairs->p, pairs->count);
}

void ranking_pairs_release(struct ranking_pairs *pairs)
{
    free(pairs->all);
    free(pairs->p);
    *pairs = (struct ranking_pairs){ 0 };
}
