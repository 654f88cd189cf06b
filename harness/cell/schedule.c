/* SPDX-License-Identifier: MIT */
/* The tunables that every strategy with schedules has, and the schedule that they make. */
#include "cell/schedule.h"
#include <stdio.h>
#include <string.h>

enum { SCHEDULE, CHUNK, SEED, MEAN, SIGMA, CLAIM, ROWS };

#define NS_MAX INT64_C(1000000000000)

static const struct tunable common[ROWS] = {
    [SCHEDULE] = { .name = "schedule", .help = "how the items are cut into chunks" },
    [CHUNK] = { .name = "chunk",
                .max = SCHEDULE_CHUNK_MAX,
                .help = "items in a chunk, or at least in one, as the schedule says; 0: its own" },
    [SEED] = { .name = "seed",
               .max = INT64_MAX,
               .default_value = 1,
               .help = "seed of schedule=random" },
    [MEAN] = { .name = "mean_ns",
               .max = NS_MAX,
               .help = "mean cost of an item, ns; 0: as the serial run has measured it" },
    [SIGMA] = { .name = "sigma_ns",
                .max = NS_MAX,
                .help = "standard deviation of the cost of an item, ns; 0: as measured" },
    [CLAIM] = { .name = "claim_ns", .max = NS_MAX, .help = "cost of a claim, ns; 0: as measured" },
};

int schedule_check(const struct strategy *strategy, struct error *error)
{
    if (strategy->schedules == 0)
        return 0;
    if ((strategy->schedules & ~SCHEDULES_ALL) != 0 || strategy->schedule >= SCHEDULE_KINDS ||
        (strategy->schedules & SCHEDULE_BIT(strategy->schedule)) == 0)
        return error_set(error, ELIBBAD, "its schedules do not include its own");
    if (strategy->schedules != SCHEDULES_ALL && strategy->schedules_why == NULL)
        return error_set(error, ELIBBAD, "it does not say why other schedules are impossible");
    if (tunable_count(strategy->tunables) + ROWS >= TUNABLES_MAX)
        return error_set(error, ELIBBAD, "its tunables leave no room for those of the schedule");
    return 0;
}

void schedule_rows(const struct strategy *strategy, struct tunable rows[static TUNABLES_MAX],
                   char names[static SCHEDULE_NAMES_BYTES])
{
    size_t own = tunable_count(strategy->tunables);
    memset(rows, 0, TUNABLES_MAX * sizeof *rows);
    if (own > 0)
        memcpy(rows, strategy->tunables, own * sizeof *rows);
    if (strategy->schedules == 0)
        return;
    struct tunable *row = memcpy(rows + own, common, sizeof common);
    size_t used = 0;
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        if ((strategy->schedules & SCHEDULE_BIT(kind)) == 0)
            continue;
        used += (size_t)snprintf(names + used, SCHEDULE_NAMES_BYTES - used, "%s%s",
                                 used > 0 ? "|" : "", schedule_name(kind));
        if (kind < strategy->schedule)
            row[SCHEDULE].default_value++;
    }
    row[SCHEDULE].choices = names;
    row[SCHEDULE].reason = strategy->schedules_why;
    row[CHUNK].default_value = (int64_t)strategy->chunk;
}

static enum schedule_kind kind_named(const char *name)
{
    enum schedule_kind kind = 0;
    while (kind < SCHEDULE_KINDS - 1 && strcmp(schedule_name(kind), name) != 0)
        kind++;
    return kind;
}

/* `chunk` alone is short for a schedule of equal chunks; with a schedule that is named, the default
 * for another does not count. */
static void choose(const struct strategy *strategy, const struct value *values,
                   struct schedule_options *options)
{
    options->kind = kind_named(values[SCHEDULE].text);
    options->chunk = (uint64_t)values[CHUNK].number;
    if (!values[SCHEDULE].is_set && values[CHUNK].is_set && options->chunk > 0)
        options->kind = (strategy->schedules & SCHEDULE_BIT(SCHEDULE_FIXED)) != 0 ? SCHEDULE_FIXED
                                                                                  : SCHEDULE_CYCLIC;
    else if (!values[CHUNK].is_set && options->kind != strategy->schedule)
        options->chunk = 0;
}

static double known(const struct value *value, double measured)
{
    return value->number > 0 ? (double)value->number : measured;
}

int schedule_make(struct schedule *schedule, const struct strategy *strategy,
                  const struct value *values, const struct job *job, const struct profile *profile,
                  struct error *error)
{
    *schedule = (struct schedule){ 0 };
    if (strategy->schedules == 0)
        return 0;
    values += tunable_count(strategy->tunables);
    struct schedule_options options = {
        .items = job->items,
        .workers = job->workers,
        .seed = (uint64_t)values[SEED].number,
        .profile = { .mean_ns = known(&values[MEAN], profile->mean_ns),
                     .sigma_ns = known(&values[SIGMA], profile->sigma_ns),
                     .claim_ns = known(&values[CLAIM], profile->claim_ns) },
    };
    choose(strategy, values, &options);
    return schedule_open(schedule, &options, error);
}
