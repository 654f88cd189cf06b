/* SPDX-License-Identifier: MIT */
/* Which strategies of a workload are fastest, and whether the blocks decide it. */
#include "analyse/ranking.h"
#include "analyse/holm.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Two candidates of a workload, numbered as its ranks are before they are sorted. */
struct pair {
    size_t workload;
    size_t one;
    size_t other;
    struct shift log_ratio; /* of one over other */
};

struct pairs {
    struct pair *all;
    double *p; /* adjusted; one's order against the other */
    size_t count;
};

/* --- candidates ------------------------------------------------------------------------------- */

unsigned ranking_workers(const struct results *results)
{
    unsigned most = 0;
    unsigned least = 0;
    for (size_t i = 0; i < results->cell_count; i++) {
        unsigned workers = results->cells[i].workers;
        if (workers <= results->processors && workers > most)
            most = workers;
        if (least == 0 || workers < least)
            least = workers;
    }
    if (most > 0)
        return most;
    return least > 0 ? least : 1;
}

static bool is_candidate(const struct repetition_index *index, const struct results *results,
                         unsigned workers, size_t cell)
{
    const struct result_cell *of = &results->cells[cell];
    return (of->baseline || of->workers == workers) && index->by_cell[cell].count > 0;
}

/* Gathers the candidates, workload by workload. */
static int find_candidates(const struct repetition_index *index, const struct results *results,
                           struct ranking *ranking)
{
    ranking->workloads = calloc(results->cell_count + 1, sizeof *ranking->workloads);
    ranking->ranks = calloc(results->cell_count + 1, sizeof *ranking->ranks);
    if (ranking->workloads == NULL || ranking->ranks == NULL)
        return ENOMEM;
    struct rank *next = ranking->ranks;
    for (size_t first = 0; first < results->cell_count; first++) {
        const char *workload = results->cells[first].workload;
        size_t known = 0;
        while (known < ranking->count && strcmp(ranking->workloads[known].workload, workload) != 0)
            known++;
        if (known < ranking->count)
            continue;
        struct workload_ranking *of = &ranking->workloads[ranking->count++];
        *of = (struct workload_ranking){ .workload = workload, .ranks = next };
        for (size_t cell = first; cell < results->cell_count; cell++)
            if (strcmp(results->cells[cell].workload, workload) == 0 &&
                is_candidate(index, results, ranking->workers, cell))
                of->ranks[of->count++] = (struct rank){ .cell = cell, .is_fastest = true };
        next += of->count;
    }
    return 0;
}

/* --- pairs ------------------------------------------------------------------------------------ */

static size_t count_pairs(const struct ranking *ranking)
{
    size_t count = 0;
    for (size_t i = 0; i < ranking->count; i++)
        count += ranking->workloads[i].count * (ranking->workloads[i].count - 1) / 2;
    return count;
}

/* Lists each two candidates of a workload. */
static int list_pairs(const struct ranking *ranking, struct pairs *pairs)
{
    size_t count = count_pairs(ranking);
    *pairs = (struct pairs){
        .all = calloc(count + 1, sizeof *pairs->all),
        .p = calloc(count + 1, sizeof *pairs->p),
    };
    if (pairs->all == NULL || pairs->p == NULL)
        return ENOMEM;
    for (size_t i = 0; i < ranking->count; i++)
        for (size_t one = 0; one < ranking->workloads[i].count; one++)
            for (size_t other = one + 1; other < ranking->workloads[i].count; other++)
                pairs->all[pairs->count++] =
                    (struct pair){ .workload = i, .one = one, .other = other };
    return 0;
}

/* Finds how far apart they are, and how likely that is if they are not. */
static void compare_pairs(const struct repetition_index *index, const struct ranking *ranking,
                          double level, struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        struct pair *pair = &pairs->all[i];
        const struct rank *ranks = ranking->workloads[pair->workload].ranks;
        size_t blocks = repetitions_pair(index, ranks[pair->one].cell, ranks[pair->other].cell,
                                         repetition_run_ns, PAIR_LOG_RATIO);
        double *values = index->values;
        pair->log_ratio = shift_paired(values, blocks, level / (double)pairs->count);
        double above = shift_paired_p(values, blocks, 0);
        double below = shift_paired_p_below(values, blocks, 0);
        pairs->p[i] = fmin(1, 2 * fmin(above, below));
    }
}

/* --- verdicts --------------------------------------------------------------------------------- */

static bool is_equal(const struct pair *pair, double effect)
{
    const struct shift *shift = &pair->log_ratio;
    return shift->has_interval && shift->low > -log1p(effect) && shift->high < log1p(effect);
}

/* The half-width of an interval shrinks with the root of the number of blocks; it decides when it
 * reaches neither 0 nor, where that is nearer, the effect. */
static size_t blocks_needed(const struct pair *pair, double effect, size_t least)
{
    const struct shift *shift = &pair->log_ratio;
    if (!shift->has_interval)
        return least;
    double half = (shift->high - shift->low) / 2;
    double room = fmax(fabs(shift->estimate), log1p(effect) - fabs(shift->estimate));
    double needed = ceil((double)shift->count * pow(half / room, 2));
    double most = 1e6;
    size_t blocks = needed < most ? (size_t)needed : (size_t)most;
    return blocks > shift->count ? blocks : shift->count + 1;
}

static void judge_pair(const struct pair *pair, bool in_order, struct ranking *ranking)
{
    struct workload_ranking *of = &ranking->workloads[pair->workload];
    if (in_order) {
        size_t slower = pair->log_ratio.estimate > 0 ? pair->one : pair->other;
        of->ranks[slower].is_fastest = false;
    }
    if (pair->log_ratio.count < of->blocks)
        of->blocks = pair->log_ratio.count;
}

/* Counts what the pair leaves open. */
static void judge_rest(const struct pair *pair, bool in_order, double effect,
                       struct ranking *ranking)
{
    struct workload_ranking *of = &ranking->workloads[pair->workload];
    bool equal = is_equal(pair, effect);
    bool of_fastest = of->ranks[pair->one].is_fastest && of->ranks[pair->other].is_fastest;
    ranking->undecided += !in_order && !equal;
    if (!of_fastest)
        return;
    of->is_equal = of->is_equal && equal;
    size_t needed = equal ? 0 : blocks_needed(pair, effect, of->least);
    if (needed > of->needed)
        of->needed = needed;
}

static void judge_pairs(const struct pairs *pairs, double level, double effect,
                        struct ranking *ranking)
{
    /* Holm's first step compares the smallest of all, which is two-sided, with level / pairs. */
    size_t least = shift_fewest_pairs(level / (2 * fmax(1, (double)pairs->count)));
    for (size_t i = 0; i < ranking->count; i++) {
        ranking->workloads[i].least = least;
        ranking->workloads[i].is_equal = true;
        ranking->workloads[i].blocks = ranking->workloads[i].count > 1 ? SIZE_MAX : 0;
    }
    for (size_t i = 0; i < pairs->count; i++)
        judge_pair(&pairs->all[i], pairs->p[i] <= level, ranking);
    for (size_t i = 0; i < pairs->count; i++)
        judge_rest(&pairs->all[i], pairs->p[i] <= level, effect, ranking);
}

/* --- order ------------------------------------------------------------------------------------ */

static int by_standing(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;
    if (a->is_fastest != b->is_fastest)
        return a->is_fastest ? -1 : 1;
    return (a->ratio.estimate > b->ratio.estimate) - (a->ratio.estimate < b->ratio.estimate);
}

/* The member of the fastest with the least median. */
static size_t find_leader(const struct repetition_index *index, const struct workload_ranking *of)
{
    size_t leader = 0;
    double least_ns = INFINITY;
    for (size_t i = 0; i < of->count; i++) {
        double run_ns = repetitions_estimate(index, of->ranks[i].cell, repetition_run_ns).median;
        if (of->ranks[i].is_fastest && run_ns < least_ns) {
            leader = i;
            least_ns = run_ns;
        }
    }
    return leader;
}

/* The ratio of the other one of the pair to its `leader`. */
static struct shift ratio_to(const struct pair *pair, size_t leader)
{
    struct shift ratio = pair->log_ratio;
    double sign = pair->other == leader ? 1 : -1;
    double low = sign > 0 ? ratio.low : -ratio.high;
    double high = sign > 0 ? ratio.high : -ratio.low;
    ratio.estimate = exp(sign * ratio.estimate);
    ratio.low = exp(low);
    ratio.high = exp(high);
    return ratio;
}

static void order(const struct repetition_index *index, const struct pairs *pairs, size_t workload,
                  struct workload_ranking *of)
{
    size_t leader = find_leader(index, of);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = &pairs->all[i];
        if (pair->workload == workload && (pair->one == leader || pair->other == leader))
            of->ranks[pair->one == leader ? pair->other : pair->one].ratio = ratio_to(pair, leader);
    }
    qsort(of->ranks, of->count, sizeof *of->ranks, by_standing);
    while (of->fastest < of->count && of->ranks[of->fastest].is_fastest)
        of->fastest++;
}

/* --- all -------------------------------------------------------------------------------------- */

static int rank(const struct repetition_index *index, const struct results *results, double level,
                double effect, struct ranking *ranking)
{
    struct pairs pairs = { 0 };
    int error = find_candidates(index, results, ranking);
    if (error == 0)
        error = list_pairs(ranking, &pairs);
    if (error == 0) {
        compare_pairs(index, ranking, level, &pairs);
        error = holm_adjust(pairs.p, pairs.count);
    }
    if (error == 0) {
        judge_pairs(&pairs, level, effect, ranking);
        for (size_t i = 0; i < ranking->count; i++)
            order(index, &pairs, i, &ranking->workloads[i]);
    }
    free(pairs.all);
    free(pairs.p);
    return error;
}

int ranking_compute(const struct results *results, double level, double effect,
                    struct ranking *ranking)
{
    *ranking = (struct ranking){ .workers = ranking_workers(results) };
    struct repetition_index index;
    int error = repetition_index_create(results, &index);
    if (error != 0)
        return error;
    error = rank(&index, results, level, effect, ranking);
    repetition_index_release(&index);
    if (error != 0)
        ranking_release(ranking);
    return error;
}

void ranking_release(struct ranking *ranking)
{
    free(ranking->workloads);
    free(ranking->ranks);
    *ranking = (struct ranking){ 0 };
}
