/* SPDX-License-Identifier: MIT */
/* Schedules cover the items exactly, in every small case and at the edges of 64 bits, and the
 * published sequences come out. */
#include "kit/schedule.h"
#include "check.h"
#include "kit/schedule_tunable.h"
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct profile even = { .mean_ns = 100, .sigma_ns = 0, .claim_ns = 20 };
static const struct profile uneven = { .mean_ns = 100, .sigma_ns = 250, .claim_ns = 20 };

static struct schedule make(struct schedule_options options)
{
    struct schedule schedule;
    struct error error;
    int code = schedule_open(&schedule, &options, &error);
    CHECK(code == 0, "%s: %s", schedule_name(options.kind), error.text);
    return schedule;
}

/* All parts in turn: each begins where the one before ended, none is shorter than a later one, and
 * none is two longer than another. */
static void slices_of(uint64_t items, unsigned workers)
{
    uint64_t next = 0;
    uint64_t longest = schedule_slice(items, workers, 0).count;
    uint64_t before = longest;
    for (unsigned worker = 0; worker < workers; worker++) {
        struct chunk slice = schedule_slice(items, workers, worker);
        CHECK(slice.first == next, "%" PRIu64 " items, worker %u of %u", items, worker, workers);
        CHECK(slice.count <= before, "%" PRIu64 " items, worker %u of %u", items, worker, workers);
        CHECK(longest - slice.count <= 1, "%" PRIu64 " items, worker %u of %u", items, worker,
              workers);
        next = slice.first + slice.count;
        before = slice.count;
    }
    CHECK(next == items, "%" PRIu64 " items among %u", items, workers);
}

/* With so many workers only some can be looked at; neighbours must meet. */
static void slices_meet(uint64_t items, unsigned workers, unsigned worker)
{
    struct chunk left = schedule_slice(items, workers, worker);
    struct chunk right = schedule_slice(items, workers, worker + 1);
    CHECK(left.first + left.count == right.first, "%" PRIu64 " items, worker %u of %u", items,
          worker, workers);
    CHECK(left.count - right.count <= 1, "%" PRIu64 " items, worker %u of %u", items, worker,
          workers);
}

static void slices(void)
{
    static const uint64_t many[] = { UINT64_MAX, UINT64_MAX - 1, UINT64_MAX / 2, UINT64_MAX / 2 + 1,
                                     (uint64_t)UINT_MAX + 1 };
    static const unsigned workers[] = { 1, 2, 3, 7, 64, 4096 };
    for (uint64_t items = 0; items <= 64; items++)
        for (unsigned count = 1; count <= 70; count++)
            slices_of(items, count);
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        for (size_t w = 0; w < sizeof workers / sizeof *workers; w++)
            slices_of(many[i], workers[w]);
        for (unsigned worker = 0; worker < 64; worker++) {
            slices_meet(many[i], UINT_MAX, worker);
            slices_meet(many[i], UINT_MAX, UINT_MAX / 2 - 32 + worker);
            slices_meet(many[i], UINT_MAX, UINT_MAX - 2 - worker);
        }
        struct chunk last = schedule_slice(many[i], UINT_MAX, UINT_MAX - 1);
        CHECK(last.first + last.count == many[i], "%" PRIu64 " items", many[i]);
    }
}

/* The chunks of all steps, or of awf the claims of workers of changing weight, are the items in
 * order, none is empty, and past the end there is nothing. */
static void covers(struct schedule_options options)
{
    struct schedule schedule = make(options);
    bool is_weighted = options.kind == SCHEDULE_AWF;
    uint64_t next = 0;
    uint64_t step = 0;
    for (; next < options.items; step++) {
        struct chunk chunk = is_weighted ? schedule_weighted(&schedule, next, (double)(step % 4))
                                         : schedule_chunk(&schedule, step);
        CHECK(chunk.first == next && chunk.count > 0 && chunk.count <= options.items - next,
              "%s, %" PRIu64 " items, %u workers, chunk %" PRIu64 ", step %" PRIu64,
              schedule_name(options.kind), options.items, options.workers, options.chunk, step);
        if (chunk.count == 0)
            break;
        next += chunk.count;
    }
    if (!is_weighted)
        CHECK(step == schedule.steps, "%s, %" PRIu64 " items, %u workers",
              schedule_name(options.kind), options.items, options.workers);
    for (uint64_t past = 0; past < 3; past++)
        CHECK(schedule_chunk(&schedule, schedule.steps + past).count == 0, "%s goes on",
              schedule_name(options.kind));
    CHECK(schedule_weighted(&schedule, options.items, 1).count == 0 &&
              schedule_weighted(&schedule, UINT64_MAX, 1).count == 0,
          "%s goes on", schedule_name(options.kind));
    CHECK(schedule_chunk(&schedule, UINT64_MAX).count == 0, "%s", schedule_name(options.kind));
    schedule_close(&schedule);
}

static void cover(void)
{
    static const unsigned workers[] = { 1, 2, 3, 4, 7, 64, 4096 };
    static const uint64_t items[] = { 0,  1,  2,  3,   4,   5,    7,    8,     15,    16,
                                      63, 64, 65, 100, 999, 1000, 4095, 10007, 100000 };
    static const uint64_t chunks[] = { 0, 1, 3, 64, 2000 };
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        for (size_t w = 0; w < sizeof workers / sizeof *workers; w++)
            for (size_t i = 0; i < sizeof items / sizeof *items; i++)
                for (size_t c = 0; c < sizeof chunks / sizeof *chunks; c++) {
                    if (chunks[c] > 0 &&
                        (kind == SCHEDULE_BLOCK || kind == SCHEDULE_SELF || kind == SCHEDULE_FSC))
                        continue;
                    struct schedule_options options = { .kind = kind,
                                                        .items = items[i],
                                                        .workers = workers[w],
                                                        .chunk = chunks[c],
                                                        .seed = i,
                                                        .profile = even };
                    covers(options);
                    options.profile = uneven;
                    covers(options);
                }
}

/* Far from the end: as many items as 64 bits hold. */
static void edges(void)
{
    struct schedule fixed = make((struct schedule_options){
        .kind = SCHEDULE_FIXED, .items = UINT64_MAX, .workers = 3, .chunk = 1 << 20 });
    struct chunk last = schedule_chunk(&fixed, fixed.steps - 1);
    CHECK(last.first + last.count == UINT64_MAX, "%" PRIu64 " steps", fixed.steps);
    CHECK(schedule_chunk(&fixed, fixed.steps).count == 0, "past %" PRIu64, fixed.steps);
    covers((struct schedule_options){
        .kind = SCHEDULE_GUIDED, .items = UINT64_MAX, .workers = 4096, .profile = even });
    covers((struct schedule_options){
        .kind = SCHEDULE_FACTORING2, .items = UINT64_MAX - 1, .workers = 2 });
}

/* The sizes as text: "250 188 …". */
static void sizes_are(struct schedule_options options, const char *expected)
{
    char text[1024] = "";
    size_t used = 0;
    struct schedule schedule = make(options);
    for (uint64_t step = 0; step < schedule.steps && used < sizeof text; step++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%" PRIu64, used > 0 ? " " : "",
                                 schedule_chunk(&schedule, step).count);
    CHECK(strcmp(text, expected) == 0, "%s: %s", schedule_name(options.kind), text);
    schedule_close(&schedule);
}

/* 1000 items, 4 workers: guided, trapezoid and factoring2 as published; factoring and tapering
 * worked out by hand for σ = µ/2 and the first chunks. */
static void golden(void)
{
    struct schedule_options options = { .items = 1000, .workers = 4, .profile = even };
    options.kind = SCHEDULE_GUIDED;
    sizes_are(options, "250 188 141 106 79 59 45 33 25 19 14 11 8 6 4 3 3 2 1 1 1 1");
    options.kind = SCHEDULE_TAPERING; /* no deviation: guided */
    sizes_are(options, "250 188 141 106 79 59 45 33 25 19 14 11 8 6 4 3 3 2 1 1 1 1");
    options.kind = SCHEDULE_TRAPEZOID;
    sizes_are(options, "125 117 109 101 93 85 77 69 61 53 45 37 28");
    options.kind = SCHEDULE_FACTORING2;
    sizes_are(options,
              "125 125 125 125 63 63 63 63 31 31 31 31 16 16 16 16 8 8 8 8 4 4 4 4 2 2 2 2 "
              "1 1 1 1");
    options.kind = SCHEDULE_FACTORING; /* no deviation: everything at once, evenly */
    sizes_are(options, "250 250 250 250");
    options.kind = SCHEDULE_BLOCK;
    options.items = 10;
    sizes_are(options, "3 3 2 2");
    options.kind = SCHEDULE_SELF;
    sizes_are(options, "1 1 1 1 1 1 1 1 1 1");
    options.kind = SCHEDULE_FIXED;
    options.chunk = 4;
    sizes_are(options, "4 4 2");
    options.kind = SCHEDULE_CYCLIC;
    sizes_are(options, "4 4 2");
}

/* The equations again, as published, in another arrangement. */
static void formulas(void)
{
    struct schedule_options options = {
        .items = 1000, .workers = 4, .profile = { .mean_ns = 100, .sigma_ns = 50, .claim_ns = 20 }
    };
    options.kind = SCHEDULE_FSC;
    struct schedule fsc = make(options);
    double root = cbrt(sqrt(2) * 1000 * 20 / (50 * 4 * sqrt(log(4))));
    CHECK(fsc.chunk == (uint64_t)ceil(root * root), "%" PRIu64, fsc.chunk);
    options.kind = SCHEDULE_FACTORING;
    struct schedule factoring = make(options);
    double b = 4 * 0.5 / (2 * sqrt(1000));
    uint64_t first = (uint64_t)ceil(1000 / (4 * (1 + b * (b + sqrt(b * b + 2)))));
    CHECK(schedule_chunk(&factoring, 3).count == first, "%" PRIu64,
          schedule_chunk(&factoring, 3).count);
    uint64_t left = 1000 - 4 * first;
    b = 4 * 0.5 / (2 * sqrt((double)left));
    uint64_t second = (uint64_t)ceil((double)left / (4 * (2 + b * (b + sqrt(b * b + 4)))));
    CHECK(schedule_chunk(&factoring, 4).count == second, "%" PRIu64,
          schedule_chunk(&factoring, 4).count);
    options.kind = SCHEDULE_TAPERING;
    struct schedule tapering = make(options);
    double v = 0.65;
    uint64_t tapered = (uint64_t)ceil(250.5 + v * (v / 2 - sqrt(501 + v * v / 4)));
    CHECK(schedule_chunk(&tapering, 0).count == tapered, "%" PRIu64,
          schedule_chunk(&tapering, 0).count);
    options.kind = SCHEDULE_AWF;
    struct schedule awf = make(options);
    CHECK(schedule_weighted(&awf, 0, 1).count == 125, "weight 1");
    CHECK(schedule_weighted(&awf, 0, 1.5).count == 188, "weight 1.5");
    CHECK(schedule_weighted(&awf, 499, 1).count == 1, "the end of a batch");
    CHECK(schedule_weighted(&awf, 500, 1).count == 63, "the second batch");
    CHECK(schedule_weighted(&awf, 0, INFINITY).count == 500, "no more than a batch");
    schedule_close(&factoring);
    schedule_close(&tapering);
    schedule_close(&awf);
}

static void is_refused(struct schedule_options options, const char *word)
{
    struct schedule schedule;
    struct error error = { 0 };
    CHECK(schedule_open(&schedule, &options, &error) == EINVAL && strstr(error.text, word) != NULL,
          "%s: %s", schedule_name(options.kind), error.text);
    schedule_close(&schedule); /* harmless */
}

static void refusals(void)
{
    struct schedule_options options = { .items = 10, .workers = 2, .chunk = 4 };
    options.kind = SCHEDULE_SELF;
    is_refused(options, "chunk");
    options.kind = SCHEDULE_BLOCK;
    is_refused(options, "chunk");
    options.chunk = 0;
    options.kind = SCHEDULE_FACTORING;
    is_refused(options, "mean");
    options.kind = SCHEDULE_TAPERING;
    is_refused(options, "mean");
    options.kind = SCHEDULE_FSC;
    is_refused(options, "mean");
    options.profile.mean_ns = 1;
    is_refused(options, "claim");
    /* No items have no costs. */
    options.items = 0;
    options.profile = (struct profile){ 0 };
    for (options.kind = 0; options.kind < SCHEDULE_KINDS; options.kind++) {
        struct schedule schedule = make(options);
        CHECK(schedule.steps == 0, "%s", schedule_name(options.kind));
        schedule_close(&schedule);
    }
}

/* A chunk alone never leads to a schedule that the strategy refuses. */
static void chunk_alone(void)
{
    static const struct {
        unsigned allowed;
        enum schedule_kind own;
        enum schedule_kind expected;
    } sets[] = {
        { SCHEDULES_ALL, SCHEDULE_SELF, SCHEDULE_FIXED },
        { SCHEDULES_STATIC, SCHEDULE_BLOCK, SCHEDULE_CYCLIC },
        { SCHEDULE_BIT(SCHEDULE_GUIDED), SCHEDULE_GUIDED, SCHEDULE_GUIDED },
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const struct schedule_set set = { .allowed = sets[i].allowed, .kind = sets[i].own };
        const struct value values[SCHEDULE_ROWS] = { { .text = schedule_name(sets[i].own) },
                                                     { .number = 4, .is_set = true } };
        struct schedule_options options = schedule_options(&set, values, 100, 2, &even);
        CHECK(options.kind == sets[i].expected && options.chunk == 4, "%s with %" PRIu64,
              schedule_name(options.kind), options.chunk);
    }
}

int main(void)
{
    slices();
    cover();
    edges();
    golden();
    formulas();
    refusals();
    chunk_alone();
    return check_end();
}
