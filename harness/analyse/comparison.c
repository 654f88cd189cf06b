/* SPDX-License-Identifier: MIT */
/* The verdicts of a comparison. */
#include "analyse/comparison.h"
#include "analyse/comparison_pairs.h"
#include "analyse/comparison_sample.h"
#include "analyse/holm.h"
#include "analyse/ranking.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct judgement {
    struct comparison_sets sets;
    const struct comparison_options *options;
};

/* --- one comparison --------------------------------------------------------------------------- */

static bool is_good(const struct repetition_index *index, const struct results *results,
                    const struct result_cell *cell)
{
    return index->by_cell[cell - results->cells].count > 0;
}

static enum comparison_obstacle find_obstacle(const struct judgement *judgement,
                                              const struct differences *differences,
                                              const struct comparison *comparison)
{
    if (differences_forbid(differences, comparison->new->workload))
        return OBSTACLE_DIFFERENCE;
    if (!is_good(&judgement->sets.new_index, judgement->sets.new, comparison->new))
        return OBSTACLE_NEW_FAILED;
    if (!is_good(&judgement->sets.base_index, judgement->sets.base, comparison->base))
        return OBSTACLE_BASE_FAILED;
    return OBSTACLE_NONE;
}

/* The part of a level that is left to the last look. */
static double share(const struct judgement *judgement)
{
    return ranking_level(judgement->options->look) / RANKING_LEVEL;
}

/* What a sample says alone: all but what depends on the family. `ratio` is still a logarithm. */
static void measure(const struct judgement *judgement, struct comparison *comparison)
{
    const double margin = log1p(judgement->options->margin);
    const double same = log1p(judgement->options->same);
    const double same_level = COMPARISON_SAME_LEVEL * share(judgement);
    struct sample sample = sample_take(&judgement->sets, comparison);
    comparison->ratio = sample_shift(&sample, ESTIMATE_LEVEL);
    if (comparison->ratio.count == 0) {
        comparison->obstacle = OBSTACLE_NO_BLOCK;
        return;
    }
    double above = sample_p_above(&sample, margin);
    double below = sample_p_below(&sample, -margin);
    comparison->is_above = above < below;
    comparison->p = fmin(1, 2 * fmin(above, below));
    comparison->is_disturbed =
        !comparison->is_yardstick &&
        sample_disturbed(&judgement->sets, comparison) > COMPARISON_DISTURBED_MOST;
    comparison->is_within = fabs(comparison->ratio.estimate) <= margin &&
                            sample_p_below(&sample, same) <= same_level &&
                            sample_p_above(&sample, -same) <= same_level;
}

/* About how many blocks would decide the comparison; 0 for too many. */
static size_t find_needed(const struct judgement *judgement, const struct comparison *comparison,
                          size_t tests)
{
    const struct shift *ratio = &comparison->ratio;
    const double margin = log1p(judgement->options->margin);
    const double size = fabs(ratio->estimate);
    bool is_change = size > margin;
    double distance = is_change ? size - margin : log1p(judgement->options->same) - size;
    double p = is_change ? judgement->options->level / (2 * (double)tests) : COMPARISON_SAME_LEVEL;
    p *= share(judgement);
    size_t fewest = judgement->sets.is_paired ? shift_fewest_pairs(p) : shift_fewest_separate(p);
    return shift_needed(ratio, distance, p, fewest);
}

static enum comparison_verdict find_verdict(const struct judgement *judgement,
                                            const struct comparison *comparison)
{
    if (comparison->obstacle != OBSTACLE_NONE)
        return COMPARED_NOT;
    if (comparison->is_disturbed)
        return COMPARED_INCONCLUSIVE;
    if (comparison->p <= judgement->options->level * share(judgement))
        return comparison->is_above ? COMPARED_REGRESSED : COMPARED_IMPROVED;
    return comparison->is_within ? COMPARED_SAME : COMPARED_INCONCLUSIVE;
}

/* --- all -------------------------------------------------------------------------------------- */

static bool is_tested(const struct comparison *comparison)
{
    return !comparison->is_yardstick && comparison->obstacle == OBSTACLE_NONE;
}

/* Adjusts the p-values of the family. */
static int adjust(struct comparisons *comparisons)
{
    double *p = malloc((comparisons->count + 1) * sizeof *p);
    size_t tests = 0;
    for (size_t i = 0; i < comparisons->count && p != NULL; i++)
        if (is_tested(&comparisons->all[i]))
            p[tests++] = comparisons->all[i].p;
    int code = p == NULL ? ENOMEM : holm_adjust(p, tests);
    comparisons->tests = tests;
    for (size_t i = comparisons->count; i-- > 0 && code == 0;)
        if (is_tested(&comparisons->all[i]))
            comparisons->all[i].p = p[--tests];
    free(p);
    return code;
}

static void judge(const struct judgement *judgement, struct comparisons *comparisons)
{
    bool is_any = false;
    for (size_t i = 0; i < comparisons->count; i++) {
        struct comparison *comparison = &comparisons->all[i];
        if (!comparison->is_yardstick) {
            comparison->verdict = find_verdict(judgement, comparison);
            comparisons->verdicts[comparison->verdict]++;
            if (!is_any || comparison->verdict > comparisons->whole)
                comparisons->whole = comparison->verdict;
            is_any = true;
        }
        if (is_tested(comparison) && comparison->verdict == COMPARED_INCONCLUSIVE &&
            !comparison->is_disturbed)
            comparison->needed = find_needed(judgement, comparison, comparisons->tests);
        comparison->ratio = shift_factor(comparison->ratio);
    }
    if (!is_any)
        comparisons->whole = COMPARED_NOT;
}

static int measure_all(const struct judgement *judgement, struct comparisons *comparisons)
{
    for (size_t i = 0; i < comparisons->count; i++) {
        struct comparison *comparison = &comparisons->all[i];
        comparison->obstacle = find_obstacle(judgement, &comparisons->differences, comparison);
        if (comparison->obstacle == OBSTACLE_NONE)
            measure(judgement, comparison);
    }
    return adjust(comparisons);
}

int comparisons_compute(const struct results *base, const struct results *new,
                        const struct comparison_options *options, struct comparisons *comparisons)
{
    struct judgement judgement = {
        .sets = { .base = base, .new = new, .is_paired = comparison_is_of_one_run(options) },
        .options = options,
    };
    *comparisons = (struct comparisons){ 0 };
    int code = comparisons_pair(base, new, options, comparisons);
    if (code == 0)
        code = repetition_index_create(base, &judgement.sets.base_index);
    if (code == 0)
        code = repetition_index_create(new, &judgement.sets.new_index);
    if (code == 0)
        code = measure_all(&judgement, comparisons);
    if (code == 0)
        judge(&judgement, comparisons);
    repetition_index_release(&judgement.sets.base_index);
    repetition_index_release(&judgement.sets.new_index);
    if (code != 0)
        comparisons_release(comparisons);
    return code;
}

void comparisons_release(struct comparisons *comparisons)
{
    free(comparisons->all);
    free(comparisons->unpaired);
    free(comparisons->failed);
    differences_release(&comparisons->differences);
    *comparisons = (struct comparisons){ 0 };
}
