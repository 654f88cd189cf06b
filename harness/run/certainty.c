/* SPDX-License-Identifier: MIT */
/* When a run may end because its blocks decide every comparison. */
#include "run/certainty.h"
#include "analyse/comparison.h"
#include "analyse/ranking.h"

bool certainty_is_due(const struct certainty *certainty, unsigned blocks)
{
    return blocks >= certainty->next;
}

/* The fewest blocks with which any workload can be decided. */
static size_t least_blocks(const struct ranking *ranking)
{
    return ranking->count > 0 ? ranking->workloads[0].least : 0;
}

unsigned certainty_looks(const struct certainty *certainty, unsigned blocks)
{
    return certainty->looks + (certainty->looked == blocks ? 0 : 1);
}

/* What a look sees. */
struct view {
    size_t least; /* fewer blocks decide nothing */
    bool is_certain;
};

static int compare_strategies(const struct results *results, unsigned look, struct view *view)
{
    struct ranking ranking;
    int error = ranking_compute(results, look, &ranking);
    if (error != 0)
        return error;
    *view = (struct view){ least_blocks(&ranking), ranking.undecided == 0 };
    ranking_release(&ranking);
    return 0;
}

static int compare_builds(const struct certainty *certainty, const struct results *results,
                          unsigned look, struct view *view)
{
    struct figure figures[FIGURES_USUAL];
    figures_usual(figures);
    const struct comparison_options options = {
        .figures = figures,
        .figure_count = FIGURES_USUAL,
        .margin = certainty->margin,
        .same = certainty->same,
        .level = COMPARISON_LEVEL,
        .of_builds = true,
        .look = look,
    };
    struct comparisons comparisons;
    int error = comparisons_compute(results, results, &options, &comparisons);
    if (error != 0)
        return error;
    *view = (struct view){
        shift_fewest_pairs(COMPARISON_SAME_LEVEL * ranking_level(look) / RANKING_LEVEL),
        comparisons.verdicts[COMPARED_INCONCLUSIVE] == 0,
    };
    comparisons_release(&comparisons);
    return 0;
}

int certainty_look(struct certainty *certainty, const struct results *results, unsigned blocks)
{
    struct view view;
    unsigned look = certainty->looks + 1;
    int error = results->against != NULL ? compare_builds(certainty, results, look, &view)
                                         : compare_strategies(results, look, &view);
    if (error != 0)
        return error;
    if (blocks < view.least) {
        certainty->next = (unsigned)view.least;
    } else {
        certainty->looks = look;
        certainty->looked = blocks;
        certainty->is_certain = view.is_certain;
        certainty->next = blocks + (blocks + 3) / 4;
    }
    return 0;
}
