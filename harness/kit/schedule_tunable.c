/* SPDX-License-Identifier: MIT */
/* The tunables of a schedule. */
#include "kit/schedule_tunable.h"
#include <stdio.h>
#include <string.h>

enum { SCHEDULE, CHUNK, SEED, MEAN, SIGMA, CLAIM };

#define NS_MAX INT64_C(1000000000000)

static const struct tunable table[SCHEDULE_ROWS] = {
    [SCHEDULE] = { .name = "schedule",
                   .with = "chunk",
                   .help = "how the items are cut into chunks; fixed:8 is fixed,chunk=8" },
    [CHUNK] = { .name = "chunk",
                .min = 1,
                .max = SCHEDULE_CHUNK_MAX,
                .default_value = 1,
                .help = "items in a chunk, or at least in one, as the schedule has it" },
    [SEED] = { .name = "seed",
               .max = INT64_MAX,
               .default_value = 1,
               .help = "seed of schedule=random" },
    [MEAN] = { .name = "mean_ns", .max = NS_MAX, .help = "mean cost of an item; 0: as measured" },
    [SIGMA] = { .name = "sigma_ns",
                .max = NS_MAX,
                .help = "standard deviation of the cost of an item; 0: as measured" },
    [CLAIM] = { .name = "claim_ns", .max = NS_MAX, .help = "cost of a claim; 0: as measured" },
};

static bool is_allowed(const struct schedule_set *set, enum schedule_kind kind)
{
    return (set->allowed & SCHEDULE_BIT(kind)) != 0;
}

void schedule_tunables(const struct schedule_set *set, struct tunable rows[static SCHEDULE_ROWS],
                       char names[static SCHEDULE_NAMES_BYTES])
{
    bool is_static = (set->allowed & ~SCHEDULES_STATIC) == 0;
    memcpy(rows, table, (is_static ? CHUNK + 1 : SCHEDULE_ROWS) * sizeof *rows);
    size_t used = 0;
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        if (!is_allowed(set, kind))
            continue;
        used += (size_t)snprintf(names + used, SCHEDULE_NAMES_BYTES - used, "%s%s",
                                 used > 0 ? "|" : "", schedule_name(kind));
        if (kind < set->kind)
            rows[SCHEDULE].default_value++;
    }
    rows[SCHEDULE].choices = names;
    rows[SCHEDULE].reason = set->why;
    if (set->chunk > 0)
        rows[CHUNK].default_value = (int64_t)set->chunk;
}

static double known(const struct value *value, double measured)
{
    return value->number > 0 ? (double)value->number : measured;
}

struct schedule_options schedule_options(const struct schedule_set *set, const struct value *values,
                                         uint64_t items, unsigned workers,
                                         const struct profile *profile)
{
    struct schedule_options options = {
        .items = items,
        .workers = workers,
        .seed = (uint64_t)values[SEED].number,
        .profile = { .mean_ns = known(&values[MEAN], profile->mean_ns),
                     .sigma_ns = known(&values[SIGMA], profile->sigma_ns),
                     .claim_ns = known(&values[CLAIM], profile->claim_ns) },
    };
    (void)schedule_find(values[SCHEDULE].text, &options.kind); /* it is one of the choices */
    if (values[CHUNK].is_set)
        options.chunk = (uint64_t)values[CHUNK].number;
    else if (options.kind == set->kind)
        options.chunk = set->chunk;
    if (!values[CHUNK].is_set || values[SCHEDULE].is_set)
        return options;
    if (is_allowed(set, SCHEDULE_FIXED))
        options.kind = SCHEDULE_FIXED;
    else if (is_allowed(set, SCHEDULE_CYCLIC))
        options.kind = SCHEDULE_CYCLIC;
    return options;
}
