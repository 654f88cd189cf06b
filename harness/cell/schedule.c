/* SPDX-License-Identifier: MIT */
/* The schedule of a cell. */
#include "cell/schedule.h"
#include <string.h>

static struct schedule_set set_of(const struct strategy *strategy)
{
    return (struct schedule_set){
        .allowed = strategy->schedules,
        .kind = strategy->schedule,
        .chunk = strategy->chunk,
        .why = strategy->schedules_why,
    };
}

int schedule_check(const struct strategy *strategy, struct error *error)
{
    if (strategy->schedules == 0)
        return 0;
    if ((strategy->schedules & ~SCHEDULES_ALL) != 0 || strategy->schedule >= SCHEDULE_KINDS ||
        (strategy->schedules & SCHEDULE_BIT(strategy->schedule)) == 0)
        return error_set(error, ELIBBAD, "its schedules do not include its own");
    if (strategy->schedules != SCHEDULES_ALL && strategy->schedules_why == NULL)
        return error_set(error, ELIBBAD, "it does not say why other schedules are impossible");
    if (tunable_count(strategy->tunables) + SCHEDULE_ROWS >= TUNABLES_MAX)
        return error_set(error, ELIBBAD, "its tunables leave no room for those of the schedule");
    return 0;
}

void schedule_rows(const struct strategy *strategy, struct tunable rows[static TUNABLES_MAX],
                   char names[static SCHEDULE_NAMES_BYTES])
{
    size_t own = tunable_count(strategy->tunables);
    memset(rows, 0, TUNABLES_MAX * sizeof *rows);
    for (size_t i = 0; i < own; i++)
        rows[i] = strategy->tunables[i];
    struct schedule_set set = set_of(strategy);
    if (set.allowed != 0)
        schedule_tunables(&set, rows + own, names);
}

int schedule_make(struct schedule *schedule, const struct strategy *strategy,
                  const struct value *values, const struct job *job, const struct profile *profile,
                  struct error *error)
{
    *schedule = (struct schedule){ 0 };
    struct schedule_set set = set_of(strategy);
    if (set.allowed == 0)
        return 0;
    const struct schedule_options options = schedule_options(
        &set, values + tunable_count(strategy->tunables), job->items, job->workers, profile);
    return schedule_open(schedule, &options, error);
}
