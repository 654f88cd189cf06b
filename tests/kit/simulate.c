/* SPDX-License-Identifier: MIT */
/* Simulated runs are those worked out by hand, and those of a simulation that looks at every worker. */
#include "predict/simulate.h"
#include "check.h"
#include "kit/hash.h"
#include <math.h>
#include <stdlib.h>

#define ITEMS 200

static double until_ns[ITEMS + 1];

/* Item i costs `ns` of i mod 4. */
static void cost(const double ns[static 4])
{
    for (unsigned i = 0; i < ITEMS; i++)
        until_ns[i + 1] = until_ns[i] + ns[i % 4];
}

static double run_of(struct schedule_options options, struct model_costs costs)
{
    struct schedule schedule;
    struct error error;
    const struct model model = { until_ns, costs };
    double run_ns = (double)NAN;
    if (schedule_open(&schedule, &options, &error) != 0)
        return run_ns;
    CHECK(simulate(&model, &schedule, &run_ns) == 0, "%u workers", options.workers);
    schedule_close(&schedule);
    return run_ns;
}

static void by_hand(void)
{
    const struct model_costs costs = { 5, 3, 1, 1, 2, 1, 1 };
    struct schedule_options options = { .kind = SCHEDULE_BLOCK, .items = 4, .workers = 2 };
    cost((const double[]){ 10, 20, 30, 40 });
    /* Worker 1: 8 + 1 + 30 + 40 + 1, then 3. */
    double run_ns = run_of(options, costs);
    CHECK(run_ns == 83, "block: %g", run_ns);
    /* 0: 5-6 item 0 -16-17 item 2 -47-48; 1: 8-9 item 1 -29-30 item 3 -70-71. */
    options.kind = SCHEDULE_SELF;
    run_ns = run_of(options, costs);
    CHECK(run_ns == 74, "self: %g", run_ns);
    struct model_costs slow = costs;
    slow.slower = 2; /* 0: 6-26-27-87-88; 1: 9-49-50-130-131 */
    run_ns = run_of(options, slow);
    CHECK(run_ns == 134, "slower: %g", run_ns);
}

static void contended(void)
{
    struct schedule_options options = { .kind = SCHEDULE_SELF, .items = 100, .workers = 8 };
    cost((const double[]){ 0, 0, 0, 0 });
    /* 100 claims that give an item, and 8 that do not, one after another. */
    double run_ns = run_of(options, (struct model_costs){ .claim_ns = 10, .shared_ns = 10 });
    CHECK(run_ns == 1080, "all shared: %g", run_ns);
    cost((const double[]){ 100, 100, 100, 100 });
    options.workers = 4;
    run_ns = run_of(options, (struct model_costs){ .claim_ns = 10, .slower = 1 });
    CHECK(run_ns == 25 * 110 + 10, "nothing shared: %g", run_ns);
}

/* The same rules, without a heap: whoever is free first is looked for. */
static double slowly(const struct schedule *schedule, struct model_costs costs)
{
    double free_ns[64];
    double open_ns = 0;
    double last_ns = 0;
    uint64_t first = 0;
    unsigned left = schedule->workers;
    for (unsigned k = 0; k < left; k++)
        free_ns[k] = costs.start_ns + k * costs.start_each_ns;
    for (uint64_t step = 0; left > 0; step++) {
        unsigned next = 0;
        for (unsigned k = 1; k < schedule->workers; k++)
            next = free_ns[k] < free_ns[next] ? k : next;
        struct chunk chunk = schedule->kind == SCHEDULE_AWF ? schedule_weighted(schedule, first, 1)
                                                            : schedule_chunk(schedule, step);
        first = chunk.first + chunk.count;
        double asked_ns = free_ns[next] + costs.claim_ns - costs.shared_ns;
        open_ns = (asked_ns > open_ns ? asked_ns : open_ns) + costs.shared_ns;
        double end_ns = open_ns;
        for (uint64_t i = chunk.first; i < first; i++)
            end_ns += costs.slower * (until_ns[i + 1] - until_ns[i]);
        last_ns = end_ns > last_ns ? end_ns : last_ns;
        free_ns[next] = chunk.count > 0 ? end_ns : INFINITY;
        left -= chunk.count == 0 ? 1 : 0;
    }
    return last_ns + costs.finish_ns + (schedule->workers - 1) * costs.finish_each_ns;
}

static void all_schedules(void)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct schedule schedule;
        struct error error;
        double r[8];
        for (unsigned i = 0; i < 8; i++)
            r[i] = hash_unit(seed, i);
        const struct schedule_options options = {
            .kind = (enum schedule_kind)(seed % SCHEDULE_KINDS),
            .items = (uint64_t)(r[0] * ITEMS),
            .workers = 1 + (unsigned)(r[1] * 63),
            .profile = { 1000, 500, 50 },
        };
        const struct model_costs costs = { 100 * r[2], 50 * r[3], 100 * r[4], 100 * r[4] * r[5],
                                           r[6],       10 * r[7], 1 + r[7] };
        cost((const double[]){ 1000 * r[5], 10, 1000 * r[6], 200 });
        if (schedule_open(&schedule, &options, &error) != 0)
            continue;
        if (!schedule_is_static(&schedule)) {
            double wanted_ns = slowly(&schedule, costs);
            double run_ns = run_of(options, costs);
            CHECK(fabs(run_ns - wanted_ns) < 1e-6 * wanted_ns, "seed %ju: %g, not %g",
                  (uintmax_t)seed, run_ns, wanted_ns);
            CHECK(run_of(options, costs) == run_ns, "seed %ju: another time", (uintmax_t)seed);
        }
        schedule_close(&schedule);
    }
}

int main(void)
{
    by_hand();
    contended();
    all_schedules();
    return check_end();
}
