/* SPDX-License-Identifier: MIT */
/* Strategies compared in pairs. */
#include "analyse/ratio.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static repetition_figure *const figures[USES] = {
    [USE_WARM] = repetition_run_ns,
    [USE_ONCE] = repetition_once_ns,
};

/* --- which are compared ----------------------------------------------------------------------- */

static bool is_named(const struct result_cell *cell, char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(cell->strategy, names[i]) == 0)
            return true;
    return count == 0 && !cell->baseline;
}

static bool is_pair(const struct ratio_options *options, const struct result_cell *first,
                    const struct result_cell *second)
{
    unsigned workers = first->baseline ? second->workers : first->workers;
    return first != second && strcmp(first->workload, second->workload) == 0 &&
           (first->workers == second->workers || first->baseline || second->baseline) &&
           (options->workers == 0 || options->workers == workers) &&
           (first < second || options->first_count + options->second_count > 0) &&
           is_named(first, options->first, options->first_count) &&
           is_named(second, options->second, options->second_count);
}

static int add(struct ratios *ratios, struct ratio ratio)
{
    if (ratios->count == RATIOS_MAX)
        return E2BIG;
    struct ratio *all = realloc(ratios->ratios, (ratios->count + 1) * sizeof *all);
    if (all == NULL)
        return ENOMEM;
    ratios->ratios = all;
    all[ratios->count++] = ratio;
    return 0;
}

/* --- claims ----------------------------------------------------------------------------------- */

static bool is_same_claim(enum claim_scope scope, const struct ratio *one,
                          const struct ratio *other)
{
    if (strcmp(one->first->strategy, other->first->strategy) != 0)
        return false;
    if (scope == CLAIM_PAIR)
        return strcmp(one->second->strategy, other->second->strategy) == 0;
    return one->use == other->use && strcmp(one->first->workload, other->first->workload) == 0;
}

/* Numbers the claims, and counts the points of each. */
static int make_claims(const struct ratio_options *options, struct ratios *ratios)
{
    ratios->claims = calloc(ratios->count + 1, sizeof *ratios->claims);
    if (ratios->claims == NULL)
        return ENOMEM;
    for (size_t i = 0; i < ratios->count; i++) {
        struct ratio *ratio = &ratios->ratios[i];
        size_t twin = 0;
        while (!is_same_claim(options->scope, &ratios->ratios[twin], ratio))
            twin++;
        ratio->claim = twin < i ? ratios->ratios[twin].claim : ratios->claim_count++;
        if (ratio->difference.count > 0)
            ratios->claims[ratio->claim].points++;
    }
    for (size_t i = 0; i < ratios->claim_count; i++) {
        struct claim *claim = &ratios->claims[i];
        if (claim->points > 0)
            claim->fewest = shift_fewest_pairs(options->level / (double)claim->points / 2);
    }
    return 0;
}

/* --- estimates -------------------------------------------------------------------------------- */

static struct shift compare(const struct repetition_index *index, const struct results *run,
                            const struct ratio *ratio, enum pairing pairing, double level)
{
    size_t count =
        repetitions_pair(index, (size_t)(ratio->first - run->cells),
                         (size_t)(ratio->second - run->cells), figures[ratio->use], pairing);
    return shift_paired(index->values, count, level);
}

static int compare_run(const struct results *runs, size_t number,
                       const struct repetition_index *index, const struct ratio_options *options,
                       struct ratios *ratios)
{
    const struct results *run = &runs[number];
    int code = 0;
    for (size_t i = 0; i < run->cell_count; i++)
        for (size_t j = 0; j < run->cell_count; j++) {
            if (!is_pair(options, &run->cells[i], &run->cells[j]))
                continue;
            for (enum ratio_use use = USE_WARM; use < USES; use++) {
                struct ratio ratio = {
                    .run = number, .first = &run->cells[i], .second = &run->cells[j], .use = use
                };
                if (code != 0 || !options->uses[use])
                    continue;
                ratio.difference = compare(index, run, &ratio, PAIR_DIFFERENCE, ESTIMATE_LEVEL);
                code = add(ratios, ratio);
            }
        }
    return code;
}

static enum ratio_side find_side(const struct ratio_options *options, const struct shift *ratio)
{
    if (ratio->count == 0)
        return SIDE_NONE;
    if (ratio->has_interval && ratio->low > options->high)
        return SIDE_ABOVE;
    if (ratio->has_interval && ratio->high < options->low)
        return SIDE_BELOW;
    return SIDE_UNDECIDED;
}

static void count_in(struct claim *claim, const struct ratio *ratio)
{
    double estimate = ratio->ratio.estimate;
    claim->sides[ratio->side]++;
    if (ratio->side == SIDE_NONE)
        return;
    if (claim->greatest[ratio->use] == 0 || estimate < claim->least[ratio->use])
        claim->least[ratio->use] = estimate;
    if (estimate > claim->greatest[ratio->use])
        claim->greatest[ratio->use] = estimate;
}

static void judge_run(const struct results *runs, size_t number,
                      const struct repetition_index *index, const struct ratio_options *options,
                      struct ratios *ratios)
{
    for (size_t i = 0; i < ratios->count; i++) {
        struct ratio *ratio = &ratios->ratios[i];
        struct claim *claim = &ratios->claims[ratio->claim];
        if (ratio->run != number)
            continue;
        double level = options->level / (double)claim->points;
        ratio->ratio = shift_factor(compare(index, &runs[number], ratio, PAIR_LOG_RATIO, level));
        ratio->side = find_side(options, &ratio->ratio);
        count_in(claim, ratio);
    }
}

/* --- all -------------------------------------------------------------------------------------- */

int ratios_compute(const struct results *runs, size_t run_count,
                   const struct ratio_options *options, struct ratios *ratios)
{
    *ratios = (struct ratios){ 0 };
    int code = 0;
    /* How a ratio is judged depends on how many there are: so all of them come first. */
    for (int pass = 0; pass < 2 && code == 0; pass++) {
        for (size_t i = 0; i < run_count && code == 0; i++) {
            struct repetition_index index;
            code = repetition_index_create(&runs[i], &index);
            if (code != 0)
                break;
            if (pass == 0)
                code = compare_run(runs, i, &index, options, ratios);
            else
                judge_run(runs, i, &index, options, ratios);
            repetition_index_release(&index);
        }
        if (pass == 0 && code == 0)
            code = make_claims(options, ratios);
    }
    if (code != 0)
        ratios_release(ratios);
    return code;
}

void ratios_release(struct ratios *ratios)
{
    free(ratios->ratios);
    free(ratios->claims);
    *ratios = (struct ratios){ 0 };
}
