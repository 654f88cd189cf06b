/* SPDX-License-Identifier: MIT */
/* Which strategies of a workload are fastest, and whether the blocks decide it. */
#include "analyse/ranking.h"
#include "analyse/ranking_pairs.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* --- candidates ------------------------------------------------------------------------------- */

double ranking_level(unsigned look)
{
    return look == 0 ? RANKING_LEVEL : RANKING_LEVEL / ((double)look * (look + 1));
}

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

/* The least ballast with which any strategy but the baseline was measured. */
static double least_ballast(const struct results *results)
{
    double least = (double)INFINITY;
    for (size_t i = 0; i < results->cell_count; i++)
        if (!results->cells[i].baseline)
            least = fmin(least, results->cells[i].ballast_bytes);
    return least;
}

static bool is_candidate(const struct result_cell *cell, unsigned workers, double ballast_bytes)
{
    bool is_alike = cell->workers == workers && cell->ballast_bytes <= ballast_bytes;
    return !cell->is_base && (cell->baseline || is_alike);
}

/* A new array for free(): whether each cell has good repetitions only. NULL without memory. */
static bool *find_good(const struct repetition_index *index, const struct results *results)
{
    bool *good = calloc(results->cell_count + 1, sizeof *good);
    for (size_t cell = 0; good != NULL && cell < results->cell_count; cell++)
        good[cell] = index->by_cell[cell].count > 0;
    for (size_t i = 0; good != NULL && i < results->repetition_count; i++)
        if (results->repetitions[i].error != NULL)
            good[results->repetitions[i].cell] = false;
    return good;
}

static bool is_of(const struct results *results, size_t cell, const char *workload)
{
    return strcmp(results->cells[cell].workload, workload) == 0;
}

/* Gathers the candidates, workload by workload. */
static int find_candidates(const struct repetition_index *index, const struct results *results,
                           struct ranking *ranking)
{
    ranking->workloads = calloc(results->cell_count + 1, sizeof *ranking->workloads);
    ranking->ranks = calloc(results->cell_count + 1, sizeof *ranking->ranks);
    bool *good = find_good(index, results);
    if (ranking->workloads == NULL || ranking->ranks == NULL || good == NULL) {
        free(good);
        return ENOMEM;
    }
    double ballast_bytes = least_ballast(results);
    struct rank *next = ranking->ranks;
    for (size_t first = 0; first < results->cell_count; first++) {
        const char *workload = results->cells[first].workload;
        size_t earlier = 0;
        while (!is_of(results, earlier, workload))
            earlier++;
        if (earlier < first)
            continue;
        struct workload_ranking *of = &ranking->workloads[ranking->count++];
        *of = (struct workload_ranking){ .workload = workload, .ranks = next };
        for (size_t cell = first; cell < results->cell_count; cell++)
            if (good[cell] && is_of(results, cell, workload) &&
                is_candidate(&results->cells[cell], ranking->workers, ballast_bytes))
                of->ranks[of->count++] = (struct rank){ .cell = cell, .is_fastest = true };
        next += of->count;
    }
    free(good);
    return 0;
}

/* So many pairs are undecided. */
static void forget_candidates(struct ranking *ranking, size_t pairs)
{
    for (size_t i = 0; i < ranking->count; i++)
        ranking->workloads[i].count = 0;
    ranking->pairs = pairs;
    ranking->undecided = pairs;
}

/* --- verdicts --------------------------------------------------------------------------------- */

static bool is_equal(const struct ranking_pair *pair, double effect)
{
    const struct shift *shift = &pair->log_ratio;
    return shift->has_interval && shift->low > -log1p(effect) && shift->high < log1p(effect);
}

/* What decides the pair, where it is undecided: that 0 is outside of the interval or, where that is
 * nearer, that the effect is. */
static size_t blocks_needed(const struct ranking_pair *pair, double level,
                            const struct ranking *ranking)
{
    double size = fabs(pair->usual.estimate);
    double distance = fmax(size, log1p(ranking->effect) - size);
    size_t least = ranking->workloads[pair->workload].least;
    return shift_needed(&pair->usual, distance, level / (2 * (double)ranking->pairs), least);
}

static void judge_pair(const struct ranking_pair *pair, bool in_order, struct ranking *ranking)
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
static void judge_rest(const struct ranking_pair *pair, bool in_order, double level,
                       struct ranking *ranking)
{
    struct workload_ranking *of = &ranking->workloads[pair->workload];
    bool equal = is_equal(pair, ranking->effect);
    bool of_fastest = of->ranks[pair->one].is_fastest && of->ranks[pair->other].is_fastest;
    ranking->undecided += !in_order && !equal;
    if (!of_fastest)
        return;
    of->is_equal = of->is_equal && equal;
    if (equal)
        return;
    size_t needed = blocks_needed(pair, level, ranking);
    of->is_far = of->is_far || needed == 0;
    if (needed > of->needed)
        of->needed = needed;
}

static void judge_pairs(const struct ranking_pairs *pairs, double level, struct ranking *ranking)
{
    /* Holm's first step compares the smallest of all, which is two-sided, with level / pairs. */
    ranking->pairs = pairs->count;
    size_t least = shift_fewest_pairs(level / (2 * fmax(1, (double)pairs->count)));
    for (size_t i = 0; i < ranking->count; i++) {
        ranking->workloads[i].least = least;
        ranking->workloads[i].is_equal = true;
        ranking->workloads[i].blocks = ranking->workloads[i].count > 1 ? SIZE_MAX : 0;
    }
    for (size_t i = 0; i < pairs->count; i++)
        judge_pair(&pairs->all[i], pairs->p[i] <= level, ranking);
    for (size_t i = 0; i < pairs->count; i++)
        judge_rest(&pairs->all[i], pairs->p[i] <= level, level, ranking);
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
    double least_ns = (double)INFINITY;
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
static struct shift ratio_to(const struct ranking_pair *pair, size_t leader)
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

static void order(const struct repetition_index *index, const struct ranking_pairs *pairs,
                  size_t workload, struct workload_ranking *of)
{
    size_t leader = find_leader(index, of);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct ranking_pair *pair = &pairs->all[i];
        if (pair->workload == workload && (pair->one == leader || pair->other == leader))
            of->ranks[pair->one == leader ? pair->other : pair->one].ratio = ratio_to(pair, leader);
    }
    qsort(of->ranks, of->count, sizeof *of->ranks, by_standing);
    while (of->fastest < of->count && of->ranks[of->fastest].is_fastest)
        of->fastest++;
}

/* --- all -------------------------------------------------------------------------------------- */

static int rank(const struct repetition_index *index, const struct results *results, double level,
                struct ranking *ranking)
{
    struct ranking_pairs pairs = { 0 };
    int error = find_candidates(index, results, ranking);
    size_t count = error == 0 ? ranking_pairs_count(ranking) : 0;
    if (count > RANKING_PAIRS_MAX) {
        forget_candidates(ranking, count);
        return 0;
    }
    if (error == 0)
        error = ranking_pairs_compare(index, ranking, level, &pairs);
    if (error == 0) {
        judge_pairs(&pairs, level, ranking);
        for (size_t i = 0; i < ranking->count; i++)
            order(index, &pairs, i, &ranking->workloads[i]);
    }
    ranking_pairs_release(&pairs);
    return error;
}

int ranking_compute(const struct results *results, unsigned look, struct ranking *ranking)
{
    *ranking = (struct ranking){
        .workers = ranking_workers(results),
        .effect = results->effect > 0 ? results->effect : RANKING_EFFECT,
    };
    struct repetition_index index;
    int error = repetition_index_create(results, &index);
    if (error != 0)
        return error;
    error = rank(&index, results, ranking_level(look), ranking);
    repetition_index_release(&index);
    if (error != 0)
        ranking_release(ranking);
    return error;
}

static enum standing standing_in(const struct workload_ranking *of, const struct rank *rank)
{
    if (of->count < 2)
        return STANDING_NONE;
    if (!rank->is_fastest)
        return STANDING_SLOWER;
    return of->fastest < of->count || of->is_equal ? STANDING_FASTEST : STANDING_UNDECIDED;
}

enum standing ranking_standing(const struct ranking *ranking, size_t cell, const struct rank **rank)
{
    *rank = NULL;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct workload_ranking *of = &ranking->workloads[i];
        for (size_t at = 0; at < of->count; at++)
            if (of->ranks[at].cell == cell) {
                *rank = &of->ranks[at];
                return standing_in(of, *rank);
            }
    }
    return STANDING_NONE;
}

void ranking_release(struct ranking *ranking)
{
    free(ranking->workloads);
    free(ranking->ranks);
    *ranking = (struct ranking){ 0 };
}
