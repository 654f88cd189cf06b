/* SPDX-License-Identifier: MIT */
/* What work takes longer in a pool, and by how much workers are late. */
#include "analyse/advice_source.h"
#include <gsl/gsl_statistics.h>
#include <math.h>

static bool is_static(size_t candidate)
{
    return advice_candidates[candidate].schedule <= SCHEDULE_CYCLIC;
}

/* What a call with this load takes a worker for its items, over what serial takes for a worker's
 * share of them (PAIR_RATIO), or minus that; NaN where the candidate has none. */
static double read_work(const struct advice_source *source, unsigned block, size_t candidate,
                        enum advice_load load, enum advice_use use, enum pairing pairing)
{
    const struct advice_cost *cost = &source->costs->blocks[block].costs[candidate];
    const struct advice_call *call = &cost->call[use];
    const struct repetition_summary *own =
        advice_repetition(source, source->cells[candidate].loads[load], block);
    const struct repetition_summary *serial =
        advice_repetition(source, source->cells[0].loads[load], block);
    if (own == NULL || serial == NULL || !cost->is_known ||
        advice_candidates[candidate].kind != ADVICE_SHARED)
        return (double)NAN;
    double begun_ns = advice_call_ns(call) - (is_static(candidate) ? 0 : call->stagger_ns / 2);
    double time_ns = use == ADVICE_ONCE ? own->repetition->once_ns : own->run_ns;
    double pool_ns = time_ns - begun_ns - ADVICE_WORK_ITEMS * cost->claim_ns;
    double alone_ns = serial->run_ns / source->costs->workers;
    return pairing == PAIR_RATIO ? pool_ns / alone_ns : pool_ns - alone_ns;
}

/* --- slowdown --------------------------------------------------------------------------------- */

/* The medians of each kind in a block; in cost->more meanwhile the candidate's own over its kind's. */
static void compare_with_kind(const struct advice_source *source, unsigned block,
                              enum advice_use use)
{
    struct advice_block *costs = &source->costs->blocks[block];
    double own[ADVICE_CANDIDATES];
    double values[2][ADVICE_CANDIDATES];
    size_t counts[2] = { 0 };
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++) {
        own[i] = read_work(source, block, i, ADVICE_FULL, use, PAIR_RATIO);
        if (!isnan(own[i]))
            values[is_static(i)][counts[is_static(i)]++] = own[i];
    }
    double *kinds = costs->slowdown[use];
    kinds[0] = counts[0] > 0 ? gsl_stats_median(values[0], 1, counts[0]) : 1;
    kinds[1] = counts[1] > 0 ? gsl_stats_median(values[1], 1, counts[1]) : kinds[0];
    for (unsigned kind = 0; kind < 2; kind++)
        kinds[kind] = fmax(1, kinds[kind]);
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        costs->costs[i].more[use] = own[i] / kinds[is_static(i)];
}

/* A candidate's own slowdown counts where the interval of its blocks says that it differs. */
static void settle(const struct advice_source *source, size_t candidate, enum advice_use use)
{
    struct advice_costs *costs = source->costs;
    size_t count = 0;
    for (size_t i = 0; i < costs->count; i++) {
        double more = costs->blocks[i].costs[candidate].more[use];
        if (!isnan(more))
            source->index.values[count++] = more;
    }
    struct estimate own = estimate_median(source->index.values, count, ESTIMATE_LEVEL);
    bool differs = own.has_interval && (own.low > 1 || own.high < 1);
    for (size_t i = 0; i < costs->count; i++) {
        double kind = costs->blocks[i].slowdown[use][is_static(candidate)];
        double all = differs ? fmax(1, kind * own.median) : kind;
        costs->blocks[i].costs[candidate].more[use] = all / kind - 1;
    }
}

void advice_read_slowdown(struct advice_source *source)
{
    for (enum advice_use use = 0; use < ADVICE_USES; use++) {
        for (unsigned block = 0; block < source->costs->count; block++)
            compare_with_kind(source, block, use);
        for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
            settle(source, i, use);
    }
}

/* --- lag -------------------------------------------------------------------------------------- */

/* Adds the lag, by which the mean worker begins later, to the stagger, by which the last one does,
 * where all of its interval is above 0. */
static void add_lag(const struct advice_source *source, size_t candidate, enum advice_use use)
{
    struct advice_costs *costs = source->costs;
    size_t count = 0;
    for (unsigned block = 0; block < costs->count; block++) {
        double lag_ns = read_work(source, block, candidate, ADVICE_SOME, use, PAIR_DIFFERENCE);
        if (!isnan(lag_ns))
            source->index.values[count++] = lag_ns;
    }
    struct estimate lag_ns = estimate_median(source->index.values, count, ESTIMATE_LEVEL);
    for (size_t i = 0; i < costs->count && lag_ns.low > 0; i++)
        costs->blocks[i].costs[candidate].call[use].stagger_ns +=
            (is_static(candidate) ? 1 : 2) * lag_ns.median;
}

void advice_read_lags(struct advice_source *source)
{
    for (enum advice_use use = 0; use < ADVICE_USES; use++)
        for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
            add_lag(source, i, use);
}
