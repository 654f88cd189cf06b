/* SPDX-License-Identifier: MIT */
/* The plan: which cells are run, how often, in what order. */
#include "run/plan.h"
#include "kit/hash.h"
#include "record/results.h"
#include "run/plan_parts.h"
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct maker {
    struct catalogue *catalogue;
    struct plan *plan;
    struct error *error;
    bool wanted[BOARD_WORKERS_MAX + 1]; /* by number of workers */
    struct ballast ballasts[PLAN_BALLASTS_MAX];
    size_t ballast_count;
};

/* --- workloads and strategies ----------------------------------------------------------------- */

static int choose(struct maker *maker, enum module_kind kind, const char *word)
{
    struct plan *plan = maker->plan;
    bool is_strategy = kind == KIND_STRATEGY;
    struct choice **list = is_strategy ? &plan->strategies : &plan->workloads;
    size_t *count = is_strategy ? &plan->strategy_count : &plan->workload_count;
    struct choice *choices = realloc(*list, (*count + 1) * sizeof *choices);
    if (choices == NULL)
        return ENOMEM;
    *list = choices;
    struct choice *choice = &choices[*count];
    int error = choice_make(maker->catalogue, kind, word, choice, maker->error);
    if (error != 0)
        return error;
    for (size_t i = 0; i < *count; i++)
        /* A repeated word counts once. */
        if (choices[i].module == choice->module && strcmp(choices[i].label, choice->label) == 0) {
            choice_release(choice);
            return 0;
        }
    ++*count;
    return 0;
}

/* Those that run without being named take about a minute. */
static bool is_on_request(const struct module_info *info)
{
    return module_has_trait(info, "foreign") || module_has_trait(info, "on-request");
}

/* What can run here, and one instructive variant; `all`: also what runs on request only. */
static int choose_available(struct maker *maker, enum module_kind kind, bool all)
{
    static const char *const varied[] = { "fork_static", "spin" };
    static const char *const variants[] = { "fork_static:schedule=cyclic", "spin:shape=falling" };
    /* Choosing by name cannot add to the catalogue, so its count stands. */
    int error = 0;
    for (size_t i = 0; i < maker->catalogue->count && error == 0; i++) {
        const struct module_info *info = maker->catalogue->modules[i];
        if (info->kind != kind || info->unavailable != NULL || (!all && is_on_request(info)))
            continue;
        error = choose(maker, kind, info->name);
        if (error == 0 && strcmp(info->name, varied[kind]) == 0)
            error = choose(maker, kind, variants[kind]);
    }
    return error;
}

static int choose_all(struct maker *maker, enum module_kind kind)
{
    const struct plan_words *words = &maker->plan->request.modules[kind];
    /* The baseline is always there, and first: every speedup refers to it. */
    int error = kind == KIND_STRATEGY ? choose(maker, kind, "serial") : 0;
    for (size_t i = 0; i < words->count && error == 0; i++)
        error = strcmp(words->items[i], "all") == 0 ? choose_available(maker, kind, true)
                                                    : choose(maker, kind, words->items[i]);
    if (error == 0 && words->count == 0)
        error = choose_available(maker, kind, false);
    if (error != 0)
        return error;
    return kind == KIND_STRATEGY ? choices_distinguish(maker->catalogue, maker->plan->strategies,
                                                       maker->plan->strategy_count, maker->error)
                                 : choices_distinguish(maker->catalogue, maker->plan->workloads,
                                                       maker->plan->workload_count, maker->error);
}

/* --- cells ------------------------------------------------------------------------------------ */

/* "fork_static/ballast:64M@base", for free(); NULL without memory. */
static char *label(const struct plan *plan, const struct plan_cell *cell)
{
    char size[BALLAST_TEXT_BYTES];
    char *text;
    ballast_text(&cell->ballast, size);
    bool has_ballast = cell->ballast.bytes > 0;
    return asprintf(&text, "%s%s%s%s", plan->strategies[cell->strategy].label,
                    has_ballast ? RESULT_BALLAST : "", has_ballast ? size : "",
                    cell->is_base ? RESULT_BASE_SUFFIX : "") < 0
               ? NULL
               : text;
}

static int add_cell(struct plan *plan, struct plan_cell cell)
{
    struct plan_cell *cells = realloc(plan->cells, (plan->cell_count + 1) * sizeof *cells);
    if (cells == NULL)
        return ENOMEM;
    plan->cells = cells;
    cell.oversubscribed = cell.workers > plan_capacity(plan, cell.workload);
    cell.baseline = cell.strategy == 0 && !cell.is_base;
    cell.label = label(plan, &cell);
    if (cell.label == NULL ||
        asprintf(&cell.name, "%s/%s/workers:%u", plan->workloads[cell.workload].label, cell.label,
                 cell.workers) < 0) {
        free(cell.label);
        return ENOMEM;
    }
    cells[plan->cell_count++] = cell;
    return 0;
}

/* Adds a cell, and that of the base build. */
static int add_cells(struct plan *plan, struct plan_cell cell)
{
    int error = add_cell(plan, cell);
    if (error != 0 || !plan_has_base(plan, &cell))
        return error;
    cell.is_base = true;
    return add_cell(plan, cell);
}

/* Adds the cells of a workload and a strategy. One that makes no process and no thread is planned
 * once: its time depends neither on the number of workers nor on the ballast. */
static int cross_one(struct maker *maker, struct plan_cell cell)
{
    static const struct ballast none = { 0 };
    bool is_inline = module_has_trait(maker->plan->strategies[cell.strategy].module, "inline");
    size_t ballasts = is_inline ? 1 : maker->ballast_count;
    int error = 0;
    for (unsigned workers = 1; workers <= BOARD_WORKERS_MAX; workers++) {
        if (is_inline ? workers != 1 : !maker->wanted[workers])
            continue;
        cell.workers = workers;
        for (size_t i = 0; i < ballasts && error == 0; i++) {
            cell.ballast = is_inline ? none : maker->ballasts[i];
            error = add_cells(maker->plan, cell);
        }
    }
    return error;
}

static int cross(struct maker *maker)
{
    struct plan *plan = maker->plan;
    int error = 0;
    for (size_t w = 0; w < plan->workload_count; w++)
        for (size_t s = 0; s < plan->strategy_count && error == 0; s++)
            error = cross_one(maker, (struct plan_cell){ .workload = w, .strategy = s });
    return error;
}

/* What the catalogue has no part in. */
static int choose_sizes(struct maker *maker)
{
    const struct plan_request *request = &maker->plan->request;
    int error = plan_choose_workers(request, maker->wanted, maker->error);
    return error != 0 ? error
                      : plan_choose_ballasts(request, maker->ballasts, &maker->ballast_count,
                                             maker->error);
}

static int make(struct maker *maker)
{
    int error = choose_sizes(maker);
    if (error == 0)
        error = choose_all(maker, KIND_WORKLOAD);
    if (error == 0)
        error = choose_all(maker, KIND_STRATEGY);
    if (error == 0)
        error = plan_choose_base(maker->plan, maker->catalogue, maker->error);
    if (error == 0)
        error = cross(maker);
    return error != 0 ? error : plan_filter(maker->plan, maker->error);
}

int plan_check(const struct plan_request *request, struct error *error)
{
    struct plan plan = { .request = *request };
    struct maker maker = { .plan = &plan, .error = error };
    return choose_sizes(&maker);
}

int plan_make(const struct plan_request *request, struct catalogue *catalogue, struct plan *plan,
              struct error *error)
{
    *plan = (struct plan){ .request = *request, .home = &catalogue->home };
    struct maker maker = { .catalogue = catalogue, .plan = plan, .error = error };
    int code = make(&maker);
    if (code == 0 && plan->cell_count == 0)
        code = error_set(error, ENOENT, "nothing to run: no workload is available");
    if (code == 0 && plan->cell_count > RESULT_CELLS_MAX)
        code = error_set(error, EINVAL,
                         "the plan has %zu cells, and a run at most %d: name fewer strategies, "
                         "workloads or --workers, or use --filter",
                         plan->cell_count, RESULT_CELLS_MAX);
    if (code == ENOMEM)
        error_set(error, ENOMEM, "%s", strerror(ENOMEM));
    if (code != 0)
        plan_release(plan);
    return code;
}

const struct choice *plan_workload(const struct plan *plan, const struct plan_cell *cell)
{
    return cell->is_base ? &plan->base_workloads[cell->workload].choice
                         : &plan->workloads[cell->workload];
}

const struct choice *plan_strategy(const struct plan *plan, const struct plan_cell *cell)
{
    return cell->is_base ? &plan->base_strategies[cell->strategy].choice
                         : &plan->strategies[cell->strategy];
}

void plan_release_cell(struct plan_cell *cell)
{
    free(cell->label);
    free(cell->name);
}

void plan_release(struct plan *plan)
{
    plan_release_base(plan);
    for (size_t i = 0; i < plan->workload_count; i++)
        choice_release(&plan->workloads[i]);
    for (size_t i = 0; i < plan->strategy_count; i++)
        choice_release(&plan->strategies[i]);
    for (size_t i = 0; i < plan->cell_count; i++)
        plan_release_cell(&plan->cells[i]);
    free(plan->workloads);
    free(plan->strategies);
    free(plan->cells);
    *plan = (struct plan){ .cell_count = 0 };
}

int plan_shuffle(const struct plan *plan, unsigned block, size_t *order)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        order[i] = i;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (random == NULL)
        return ENOMEM;
    /* Each block has a generator of its own, so that its order does not depend on those
     * before it. */
    gsl_rng_set(random, hash_mix(plan->request.seed, block));
    gsl_ran_shuffle(random, order, plan->cell_count, sizeof *order);
    gsl_rng_free(random);
    return 0;
}
