/* SPDX-License-Identifier: MIT */
/* After close: have the processors been as idle as the workload demands? */
#include "cell/cell.h"
#include <sched.h>
#include <unistd.h>

/* Of the affinity mask. The quota of a control group is not read here: a run that it stops is
 * disturbed, as the conductor notices. */
static unsigned processors(void)
{
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) == 0)
        return (unsigned)CPU_COUNT(&mask);
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* more than the mask can hold */
    return online > 0 ? (unsigned)online : 1;
}

/* The time in the hooks, to which the usage on the board refers. */
static uint64_t hooks_ns(const struct cell *cell)
{
    const struct sample *samples = board_samples(cell->board);
    uint64_t time_ns = cell->board->open_ns + samples[0].run_ns + cell->board->close_ns;
    for (uint32_t run = 1; run <= cell->board->runs; run++)
        time_ns += samples[run].run_ns * cell->calls;
    return time_ns;
}

int cell_check_idle(struct cell *cell)
{
    unsigned most = cell->workload->processor_percent_max;
    const struct usage *usage = &cell->board->usage;
    unsigned count = processors();
    double used_ns = (double)(usage->user_ns + usage->system_ns);
    double percent = 100 * used_ns / ((double)hooks_ns(cell) * count);
    if (most == 0 || percent <= most)
        return 0;
    return cell_refuse(cell, EBUSY,
                       "it took %.0f %% of the time of %u processor%s, and the workload allows "
                       "%u %%: workers waited for a processor",
                       percent, count, count == 1 ? "" : "s", most);
}
