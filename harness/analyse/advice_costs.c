/* SPDX-License-Identifier: MIT */
/* From the cells of a calibration to costs, block by block. */
#include "analyse/advice_source.h"
#include "analyse/grain_cells.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- cells ------------------------------------------------------------------------------------ */

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Which load the cell runs; ADVICE_LOADS: none. */
static enum advice_load load_of(const struct results *results, const struct result_cell *cell)
{
    double items = grain_items(results, cell);
    if (strncmp(cell->workload, "spin:", 5) != 0)
        return ADVICE_LOADS;
    if (ends_with(cell->workload, ",grain=1"))
        return ADVICE_FEW;
    if (ends_with(cell->workload, ",grain=0") && items == ADVICE_MANY_ITEMS)
        return ADVICE_MANY;
    if (ends_with(cell->workload, ",grain=500"))
        return ADVICE_SOME;
    return ends_with(cell->workload, ",grain=50000") ? ADVICE_FULL : ADVICE_LOADS;
}

/* The candidate with this label, which may end in a ballast. */
static size_t candidate_of(const struct result_cell *cell)
{
    const char *end = strstr(cell->strategy, RESULT_BALLAST);
    size_t length = end != NULL ? (size_t)(end - cell->strategy) : strlen(cell->strategy);
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        if (strlen(advice_candidates[i].strategy) == length &&
            strncmp(advice_candidates[i].strategy, cell->strategy, length) == 0)
            return i;
    return ADVICE_CANDIDATES;
}

static void find_cells(struct advice_source *source)
{
    const struct results *results = source->results;
    size_t none = results->cell_count;
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
        source->cells[i] = (struct advice_cells){ { none, none, none, none }, none };
    for (size_t i = 0; i < none; i++) {
        const struct result_cell *cell = &results->cells[i];
        enum advice_load load = load_of(results, cell);
        size_t candidate = candidate_of(cell);
        if (load == ADVICE_LOADS || candidate == ADVICE_CANDIDATES || cell->is_base)
            continue;
        struct advice_cells *own = &source->cells[candidate];
        if (cell->ballast_bytes == 0)
            own->loads[load] = i;
        else if (load == ADVICE_FEW && cell->ballast_bytes >= source->costs->ballast_bytes)
            own->large = i;
        if (cell->workers > source->costs->workers)
            source->costs->workers = cell->workers;
        if (own->large == i)
            source->costs->ballast_bytes = cell->ballast_bytes;
    }
}

const struct repetition_summary *advice_repetition(const struct advice_source *source, size_t cell,
                                                   unsigned block)
{
    const struct cell_repetitions *of = &source->index.by_cell[cell];
    for (size_t i = 0; i < of->count; i++)
        if (of->first[i].block == block)
            return &of->first[i];
    return NULL;
}

/* --- calls ------------------------------------------------------------------------------------ */

/* 0 where a file lacks it. */
static double known(double ns)
{
    return isnan(ns) ? 0 : ns;
}

/* Parts of a time as shares of their sum, which is that of a mean, while the time is a median. */
static struct advice_call split(double time_ns, double mean_ns, double imbalance_ns,
                                double finish_ns)
{
    double scale = mean_ns > 0 ? time_ns / mean_ns : 0;
    double stagger_ns = fmin(2 * known(imbalance_ns) * scale, time_ns);
    double tail_ns = fmin(known(finish_ns) * scale, time_ns - stagger_ns);
    return (struct advice_call){ .lead_ns = time_ns - stagger_ns - tail_ns,
                                 .stagger_ns = stagger_ns,
                                 .tail_ns = tail_ns };
}

static void read_calls(const struct repetition_summary *few,
                       struct advice_call calls[static ADVICE_USES])
{
    const struct repetition *of = few->repetition;
    double mean_ns = of->startup_ns + of->busy_ns + of->imbalance_ns + of->finish_ns;
    calls[ADVICE_AGAIN] = split(few->run_ns, mean_ns, of->imbalance_ns, of->finish_ns);
    calls[ADVICE_ONCE] = split(of->once_ns, of->once_ns, of->first_imbalance_ns,
                               known(of->first_finish_ns) + known(of->close_ns));
}

/* --- costs ------------------------------------------------------------------------------------ */

static void read_cost(const struct advice_source *source, size_t candidate, unsigned block,
                      struct advice_cost *cost)
{
    const struct advice_cells *own = &source->cells[candidate];
    const struct repetition_summary *few = advice_repetition(source, own->loads[ADVICE_FEW], block);
    const struct repetition_summary *many =
        advice_repetition(source, own->loads[ADVICE_MANY], block);
    enum advice_kind kind = advice_candidates[candidate].kind;
    if (few == NULL || (many == NULL && kind != ADVICE_PER_ITEM))
        return;
    read_calls(few, cost->call);
    double spread = kind == ADVICE_SHARED ? source->costs->workers : 1;
    if (many != NULL)
        cost->claim_ns = fmax(0, spread * (many->run_ns - few->run_ns) / ADVICE_MANY_ITEMS);
    cost->is_known = true;
}

/* few started a process for each worker, one after the other: what is a call is a claim. */
static void count_per_item(struct advice_cost *cost)
{
    cost->claim_ns = advice_call_ns(&cost->call[ADVICE_AGAIN]);
    for (enum advice_use use = 0; use < ADVICE_USES; use++)
        cost->call[use] = (struct advice_call){ .lead_ns = 0 };
}

/* Adds to a part what it takes more in a larger caller, a share of what was measured. */
static double grow(double part_ns, double small_ns, double large_ns, double share)
{
    return fmax(0, part_ns + share * (large_ns - small_ns));
}

/* Of the caller of the question. What was measured with the small one must be known before. */
static void grow_cost(const struct advice_source *source, size_t candidate, unsigned block,
                      struct advice_cost *cost)
{
    const struct advice_cells *own = &source->cells[candidate];
    const struct repetition_summary *few = advice_repetition(source, own->loads[ADVICE_FEW], block);
    const struct repetition_summary *most = advice_repetition(source, own->large, block);
    if (!cost->is_known || most == NULL)
        return;
    double share = source->parent_bytes / source->costs->ballast_bytes;
    struct advice_call small[ADVICE_USES];
    struct advice_call large[ADVICE_USES];
    read_calls(few, small);
    read_calls(most, large);
    for (enum advice_use use = 0; use < ADVICE_USES; use++) {
        const struct advice_call *from = &small[use];
        const struct advice_call *to = &large[use];
        struct advice_call *call = &cost->call[use];
        call->lead_ns = grow(call->lead_ns, from->lead_ns, to->lead_ns, share);
        call->stagger_ns = grow(call->stagger_ns, from->stagger_ns, to->stagger_ns, share);
        call->tail_ns = grow(call->tail_ns, from->tail_ns, to->tail_ns, share);
    }
}

static void finish(const struct advice_source *source, unsigned block, struct advice_block *costs)
{
    for (size_t i = 0; i < ADVICE_CANDIDATES; i++) {
        grow_cost(source, i, block, &costs->costs[i]);
        if (advice_candidates[i].kind == ADVICE_PER_ITEM)
            count_per_item(&costs->costs[i]);
    }
}

static int read_all(struct advice_source *source)
{
    struct advice_costs *costs = source->costs;
    find_cells(source);
    if (source->cells[0].loads[ADVICE_FULL] == source->results->cell_count)
        return ENOENT;
    costs->blocks = calloc(source->results->blocks + 1, sizeof *costs->blocks);
    if (costs->blocks == NULL)
        return ENOMEM;
    for (unsigned block = 0; block < source->results->blocks; block++) {
        struct advice_block *read = &costs->blocks[costs->count++];
        for (size_t i = 0; i < ADVICE_CANDIDATES; i++)
            read_cost(source, i, block, &read->costs[i]);
    }
    advice_read_slowdown(source);
    advice_read_lags(source);
    for (unsigned block = 0; block < costs->count; block++)
        finish(source, block, &costs->blocks[block]);
    return 0;
}

int advice_costs_make(const struct results *results, double parent_bytes,
                      struct advice_costs *costs)
{
    *costs = (struct advice_costs){ .workers = 1 };
    struct advice_source source = { .results = results,
                                    .parent_bytes = parent_bytes,
                                    .costs = costs };
    int error = repetition_index_create(results, &source.index);
    if (error == 0)
        error = read_all(&source);
    repetition_index_release(&source.index);
    if (error != 0)
        advice_costs_release(costs);
    return error;
}

void advice_costs_release(struct advice_costs *costs)
{
    free(costs->blocks);
    *costs = (struct advice_costs){ .workers = 0 };
}
