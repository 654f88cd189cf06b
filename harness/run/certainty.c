/* SPDX-License-Identifier: MIT */
/* When a run may end because its blocks decide every comparison. */
#include "run/certainty.h"
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

int certainty_look(struct certainty *certainty, const struct results *results, unsigned blocks)
{
    struct ranking ranking;
    int error = ranking_compute(results, certainty->looks + 1, &ranking);
    if (error != 0)
        return error;
    if (blocks < least_blocks(&ranking)) {
        certainty->next = (unsigned)least_blocks(&ranking);
    } else {
        certainty->looks++;
        certainty->looked = blocks;
        certainty->is_certain = ranking.undecided == 0;
        certainty->next = blocks + (blocks + 3) / 4;
    }
    ranking_release(&ranking);
    return 0;
}
