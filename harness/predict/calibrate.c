/* SPDX-License-Identifier: MIT */
/* A model from two traced runs. */
#include "predict/calibrate.h"
#include "analyse/lanes.h"
#include <errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum claim_part claim_part_of(const char *strategy)
{
    static const struct {
        const char *name;
        enum claim_part part;
    } known[] = {
        { "shared_counter", CLAIM_COUNTER }, { "prefork", CLAIM_COUNTER },
        { "threads", CLAIM_COUNTER },        { "thread_pool", CLAIM_COUNTER },
        { "spawn_pool", CLAIM_COUNTER },     { "openmp", CLAIM_COUNTER },
        { "pipe_queue", CLAIM_PIPE },        { "work_stealing", CLAIM_NONE },
        { "threads_stealing", CLAIM_NONE },  { "fork_static", CLAIM_NONE },
        { "fork_gather", CLAIM_NONE },       { "zygote", CLAIM_NONE },
    };
    size_t length = strcspn(strategy, ":/");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(known[i].name, strategy, length) == 0 && known[i].name[length] == '\0')
            return known[i].part;
    return CLAIM_ALL;
}

/* Makes `cost_ns`, of which each item has the mean, what its record says. The items of a merged record
 * follow each other if one worker has all. */
static void take_costs(const struct calibration *calibration, const struct trace_worker *lane,
                       double *cost_ns)
{
    bool is_alone = calibration->few->worker_count == 1;
    uint64_t item = 0;
    for (size_t i = 0; i < lane->count; i++) {
        const struct trace_record *record = &lane->records[i];
        item = is_alone ? item : record->first;
        for (uint32_t k = 0; k < record->items && (is_alone || record->items == 1); k++, item++)
            if (item < calibration->items)
                cost_ns[item] = (double)record->work_ns / record->items;
    }
}

/* until_ns[i + 1] is the cost of item i first, then their sum. */
static void sum_items(struct calibration *calibration)
{
    const struct trace_run *few = calibration->few;
    double *until_ns = calibration->until_ns;
    double items = (double)calibration->items;
    double mean_ns = (double)lanes_split(few).ns[LANE_ITEMS] / items;
    double squares = 0;
    for (uint64_t item = 1; item <= calibration->items; item++)
        until_ns[item] = mean_ns;
    for (size_t worker = 0; worker < few->worker_count; worker++)
        take_costs(calibration, &few->workers[worker], until_ns + 1);
    for (uint64_t item = 1; item <= calibration->items; item++) {
        squares += (until_ns[item] - mean_ns) * (until_ns[item] - mean_ns);
        until_ns[item] += until_ns[item - 1];
    }
    calibration->profile.mean_ns = mean_ns;
    calibration->profile.sigma_ns = sqrt(squares / items);
}

/* A claim: what is between items, for each chunk and the end. */
static double claim_of(const struct trace_run *run)
{
    uint64_t claims = 0;
    for (size_t i = 0; i < run->worker_count; i++) {
        uint64_t chunks;
        (void)lanes_items(&run->workers[i], &chunks);
        claims += chunks > 0 ? chunks + 1 : 0;
    }
    return (double)lanes_split(run).ns[LANE_BETWEEN] / (double)claims;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The line through when the workers that ran items began, in order, by least squares: intercept and
 * slope, neither below 0. */
static int fit_starts(const struct trace_run *run, struct model_costs *costs)
{
    double *begins_ns = calloc(2 * run->worker_count, sizeof *begins_ns);
    size_t count = 0;
    if (begins_ns == NULL)
        return ENOMEM;
    double *numbers = begins_ns + run->worker_count;
    for (size_t i = 0; i < run->worker_count; i++)
        if (run->workers[i].count > 0)
            begins_ns[count++] = (double)run->workers[i].begin_ns;
    qsort(begins_ns, count, sizeof *begins_ns, ascending);
    double intercept_ns = 0;
    double slope_ns = 0;
    double unused[4]; /* covariances, and the sum of squares */
    for (size_t i = 0; i < count; i++)
        numbers[i] = (double)i;
    if (count > 1)
        gsl_fit_linear(numbers, 1, begins_ns, 1, count, &intercept_ns, &slope_ns, &unused[0],
                       &unused[1], &unused[2], &unused[3]);
    double mean_ns = gsl_stats_mean(begins_ns, 1, count);
    costs->start_each_ns = fmax(0, slope_ns);
    costs->start_ns = fmax(0, mean_ns - (double)(count - 1) / 2 * costs->start_each_ns);
    free(begins_ns);
    return 0;
}

static double finish_of(const struct trace_run *run)
{
    return (double)(run->run_ns - trace_last_end(run));
}

static double shared_of(enum claim_part part, const struct claim_floors *floors, double claim_ns)
{
    double floor_ns = part == CLAIM_COUNTER ? floors->counter_ns
                      : part == CLAIM_PIPE  ? floors->pipe_ns
                                            : 0;
    if (part == CLAIM_NONE)
        return 0;
    return floor_ns > 0 ? fmin(floor_ns, claim_ns) : claim_ns;
}

static int find_costs(struct calibration *calibration, enum claim_part part,
                      const struct claim_floors *floors)
{
    const struct trace_run *few = calibration->few;
    const struct trace_run *many = calibration->many;
    double few_more = (double)(few->worker_count - 1);
    double workers_apart = (double)(many->worker_count - few->worker_count);
    double finish_each_ns = fmax(0, (finish_of(many) - finish_of(few)) / workers_apart);
    double finish_ns = fmax(0, finish_of(few) - few_more * finish_each_ns);
    double work_ns = (double)lanes_split(few).ns[LANE_ITEMS];
    double few_claim_ns = claim_of(few);
    double many_claim_ns = fmax(few_claim_ns, claim_of(many));
    calibration->profile.claim_ns = fmax(few_claim_ns, 1);
    calibration->few_costs = (struct model_costs){
        .claim_ns = few_claim_ns,
        .shared_ns = few_more > 0 ? shared_of(part, floors, few_claim_ns) : 0,
        .finish_ns = finish_ns,
        .finish_each_ns = finish_each_ns,
        .slower = 1,
    };
    calibration->many_costs = (struct model_costs){
        .claim_ns = many_claim_ns,
        .shared_ns = shared_of(part, floors, many_claim_ns),
        .finish_ns = finish_ns,
        .finish_each_ns = finish_each_ns,
        .slower = work_ns > 0 ? (double)lanes_split(many).ns[LANE_ITEMS] / work_ns : 1,
    };
    int error = fit_starts(few, &calibration->few_costs);
    return error != 0 ? error : fit_starts(many, &calibration->many_costs);
}

int calibrate(const struct trace_run *few, const struct trace_run *many, uint64_t items,
              enum claim_part part, const struct claim_floors *floors,
              struct calibration *calibration)
{
    *calibration = (struct calibration){ .few = few, .many = many, .items = items };
    calibration->until_ns = calloc(items + 1, sizeof *calibration->until_ns);
    int error = calibration->until_ns != NULL ? 0 : ENOMEM;
    if (error == 0) {
        sum_items(calibration);
        error = find_costs(calibration, part, floors);
    }
    if (error != 0)
        calibration_release(calibration);
    return error;
}

void calibration_release(struct calibration *calibration)
{
    free(calibration->until_ns);
    *calibration = (struct calibration){ .few = NULL };
}

struct model calibration_model(const struct calibration *calibration, unsigned workers)
{
    struct model model = { calibration->until_ns, calibration->few_costs };
    double few = (double)calibration->few->worker_count;
    double many = (double)calibration->many->worker_count;
    if (workers <= few)
        return model;
    model.costs = calibration->many_costs;
    if (workers < many)
        model.costs.slower = 1 + (model.costs.slower - 1) * (workers - few) / (many - few);
    return model;
}
