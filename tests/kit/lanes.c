/* SPDX-License-Identifier: MIT */
/* The times of a lane add up to the run, whole and in parts. */
#include "analyse/lanes.h"
#include "check.h"
#include <math.h>
#include <stdlib.h>

/* A run of 1000 ns: worker 0 begins at 100, ends at 600; worker 1 begins at 200, ends at 900; worker 2
 * does nothing. */
static struct trace_record first[] = { { 100, 300, 200, 0, 1, 1 }, { 350, 600, 200, 1, 4, 2 } };
static struct trace_record second[] = { { 200, 850, 650, 5, 1, 1 } };
static struct trace_worker workers[] = { { 100, 600, first, 2 }, { 200, 900, second, 1 }, { 0 } };
static double plain_ns[] = { 100, 100, 200 };
static double traced_ns[] = { 101, 103, 204 };
static const struct trace_run run = { .run_ns = 1000,
                                      .plain_ns = plain_ns,
                                      .traced_ns = traced_ns,
                                      .blocks = 3,
                                      .workers = workers,
                                      .worker_count = 3 };

static void is(size_t worker, const double wanted[LANE_KINDS])
{
    struct lane_time total = lanes_total(&run, worker);
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        CHECK(fabs(total.ns[kind] - wanted[kind]) < 1e-9, "worker %zu, kind %d: %g", worker,
              (int)kind, total.ns[kind]);
}

/* However many parts there are, each is full up to the end of the run, and none is beyond. */
static void parts(size_t count, double end_ns)
{
    struct lane_time *times = calloc(count, sizeof *times);
    double part_ns = end_ns / (double)count;
    double all_ns[LANE_KINDS] = { 0 };
    for (size_t worker = 0; worker < 3; worker++)
        lanes_add(&run, worker, end_ns, times, count);
    for (size_t part = 0; part < count; part++) {
        double sum_ns = 0;
        for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++) {
            sum_ns += times[part].ns[kind];
            all_ns[kind] += times[part].ns[kind];
        }
        double left_ns = 1000 - (double)part * part_ns;
        double wanted_ns = left_ns < 0 ? 0 : left_ns < part_ns ? left_ns : part_ns;
        CHECK(fabs(sum_ns - 3 * wanted_ns) < 1e-6, "part %zu of %zu: %g", part, count, sum_ns);
    }
    CHECK(fabs(all_ns[LANE_ITEMS] - 1050) < 1e-6, "%zu parts: %g", count, all_ns[LANE_ITEMS]);
    CHECK(fabs(all_ns[LANE_BETWEEN] - 150) < 1e-6, "%zu parts: %g", count, all_ns[LANE_BETWEEN]);
    free(times);
}

/* Whole nanoseconds, which leave nothing over. */
static void split(void)
{
    static const uint64_t wanted[LANE_KINDS] = { 1200, 1050, 150, 300, 300 };
    struct lane_split all = lanes_split(&run);
    for (enum lane_kind kind = 0; kind < LANE_KINDS; kind++)
        CHECK(all.ns[kind] == wanted[kind], "kind %d: %ju", (int)kind, (uintmax_t)all.ns[kind]);
}

int main(void)
{
    split();
    is(0, (const double[]){ 100, 400, 100, 300, 100 });
    is(1, (const double[]){ 200, 650, 50, 0, 100 });
    is(2, (const double[]){ 900, 0, 0, 0, 100 });
    for (size_t count = 1; count < 300; count++) {
        parts(count, 1000);
        parts(count, 1700);
    }
    struct estimate cost;
    CHECK(lanes_cost(&run, &cost) == 0 && fabs(cost.median - 1.02) < 1e-12, "%g", cost.median);
    uint64_t chunks;
    CHECK(lanes_items(&workers[0], &chunks) == 5 && chunks == 3, "%d chunks", (int)chunks);
    CHECK(lanes_greatest(&(struct lane_time){ 0 }) == LANE_KINDS, "nothing");
    CHECK(lanes_greatest(&(struct lane_time){ { 1, 2, 3, 3, 0 } }) == LANE_BETWEEN, "the first");
    CHECK(trace_is_sound(&run, 6) && !trace_is_sound(&run, 7), "six items");
    return check_end();
}
