/* SPDX-License-Identifier: MIT */
/* After close: have the processors been as idle as the workload demands? */
#include "cell/cell.h"
#include "kit/limits.h"

/* The time in the hooks, to which the usage on the board refers. */
static uint64_t hooks_ns(const struct cell *cell)
{
    const struct sample *samples = board_samples(cell->board);
    uint64_t time_ns = cell->board->open_ns + samples[0].run_ns + cell->board->close_ns;
    for (uint32_t run = 1; run <= cell->board->runs; run++)
        time_ns += samples[run].run_ns;
    return time_ns;
}

int cell_check_idle(struct cell *cell)
{
    unsigned most = cell->workload->processor_percent_max;
    const struct usage *usage = &cell->board->usage;
    /* Of the mask alone: a cell that a quota stops is disturbed, as the conductor notices. */
    unsigned count = limits_affinity_processors();
    double used_ns = (double)(usage->user_ns + usage->system_ns);
    double percent = 100 * used_ns / ((double)hooks_ns(cell) * count);
    if (most == 0 || percent <= most)
        return 0;
    return cell_refuse(cell, EBUSY,
                       "it took %.0f %% of the time of %u processor%s, and the workload allows "
                       "%u %%: workers waited for a processor",
                       percent, count, count == 1 ? "" : "s", most);
}
