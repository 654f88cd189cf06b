/* SPDX-License-Identifier: MIT */
/* Which cells of two sets are compared, and which are left over. */
#include "analyse/comparison_pairs.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct pairing_job {
    const struct results *base;
    const struct results *new;
    const struct comparison_options *options;
    struct comparisons *comparisons;
    bool *is_base_paired; /* by cell */
};

bool comparison_is_of_one_run(const struct comparison_options *options)
{
    return options->base_strategy != NULL || options->of_builds;
}

/* --- strategies of one run -------------------------------------------------------------------- */

/* What follows `name` in the label; NULL if it does not begin so. */
static const char *rest_of(const char *label, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(label, name, length) != 0 || strchr("/:", label[length]) == NULL)
        return NULL;
    return label + length;
}

/* A label that is exactly the name excludes those that only begin with it. */
static bool has_exactly(const struct results *results, const char *name)
{
    for (size_t i = 0; i < results->cell_count; i++)
        if (strcmp(results->cells[i].strategy, name) == 0)
            return true;
    return false;
}

bool comparison_selects(const struct results *results, const char *name, const char *label)
{
    const char *rest = rest_of(label, name);
    return rest != NULL && (*rest == '\0' || !has_exactly(results, name));
}

/* Whether the strategies are "X@base" and "X", in the same cell. */
static bool is_same_cell(const struct result_cell *base, const struct result_cell *new)
{
    size_t length = strlen(new->strategy);
    return strcmp(base->workload, new->workload) == 0 &&
           base->workers == new->workers &&strncmp(base->strategy, new->strategy, length) == 0 &&
           strcmp(base->strategy + length, RESULT_BASE_SUFFIX) == 0;
}

static bool is_same_strategy(const struct pairing_job *job, const struct result_cell *base,
                             const struct result_cell *new)
{
    const char *base_rest = rest_of(base->strategy, job->options->base_strategy);
    const char *new_rest = rest_of(new->strategy, job->options->new_strategy);
    return strcmp(base->workload, new->workload) == 0 &&
           (base->workers == new->workers || base->baseline || new->baseline) &&
           base_rest != NULL && new_rest != NULL && strcmp(base_rest, new_rest) == 0;
}

/* --- pairs ------------------------------------------------------------------------------------ */

static bool is_in_set(const struct pairing_job *job, const struct result_cell *cell, bool is_new)
{
    if (job->options->of_builds)
        return cell->is_base != is_new;
    if (!comparison_is_of_one_run(job->options))
        return true;
    const char *name = is_new ? job->options->new_strategy : job->options->base_strategy;
    return comparison_selects(job->base, name, cell->strategy);
}

static bool is_pair(const struct pairing_job *job, const struct result_cell *base,
                    const struct result_cell *new)
{
    if (job->options->of_builds)
        return is_same_cell(base, new);
    return comparison_is_of_one_run(job->options) ? is_same_strategy(job, base, new)
                                                  : strcmp(base->name, new->name) == 0;
}

/* The array, with room for one more element; NULL without memory. */
static void *grow(void *array, size_t count, size_t bytes)
{
    return realloc(array, (count + 1) * bytes);
}

static int add_figures(struct pairing_job *job, const struct result_cell *base,
                       const struct result_cell *new)
{
    struct comparisons *to = job->comparisons;
    for (size_t i = 0; i < job->options->figure_count; i++) {
        const struct figure *figure = &job->options->figures[i];
        if (to->count == COMPARISONS_MAX)
            return E2BIG;
        struct comparison *all = grow(to->all, to->count, sizeof *all);
        if (all == NULL)
            return ENOMEM;
        to->all = all;
        to->all[to->count++] = (struct comparison){
            .base = base,
            .new = new,
            .figure = figure,
            .is_yardstick = !comparison_is_of_one_run(job->options) &&
                            base->baseline &&new->baseline && figure->is_time,
        };
    }
    if (comparison_is_of_one_run(job->options))
        return 0;
    return differences_add_workload(&to->differences, job->base, job->new, new->workload,
                                    job->options->allowed);
}

static int add_unpaired(struct comparisons *to, const struct result_cell *cell, bool is_new)
{
    struct unpaired_cell *all = grow(to->unpaired, to->unpaired_count, sizeof *all);
    if (all == NULL)
        return ENOMEM;
    to->unpaired = all;
    to->unpaired[to->unpaired_count++] = (struct unpaired_cell){ cell, is_new };
    return 0;
}

/* Pairs a cell of the new set with each in the base set that is the same. */
static int pair_cell(struct pairing_job *job, const struct result_cell *new)
{
    bool is_paired = false;
    for (size_t i = 0; i < job->base->cell_count; i++) {
        const struct result_cell *base = &job->base->cells[i];
        if (!is_in_set(job, base, false) || !is_pair(job, base, new))
            continue;
        is_paired = true;
        job->is_base_paired[i] = true;
        int code = add_figures(job, base, new);
        if (code != 0)
            return code;
    }
    return is_paired ? 0 : add_unpaired(job->comparisons, new, true);
}

static int pair_all(struct pairing_job *job)
{
    int code = 0;
    for (size_t i = 0; i < job->new->cell_count &&code == 0; i++)
        if (is_in_set(job, &job->new->cells[i], true))
            code = pair_cell(job, &job->new->cells[i]);
    for (size_t i = 0; i < job->base->cell_count && code == 0; i++)
        if (!job->is_base_paired[i] && is_in_set(job, &job->base->cells[i], false))
            code = add_unpaired(job->comparisons, &job->base->cells[i], false);
    return code;
}

/* --- failures --------------------------------------------------------------------------------- */

/* Adds the cells of a set with failed repetitions. */
static int add_failed(const struct pairing_job *job, const struct results *results, bool is_new)
{
    struct comparisons *to = job->comparisons;
    struct failed_cell *cells = calloc(results->cell_count + 1, sizeof *cells);
    int code = cells == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < results->repetition_count && code == 0; i++) {
        const struct repetition *repetition = &results->repetitions[i];
        if (repetition->error != NULL && cells[repetition->cell].count++ == 0)
            cells[repetition->cell].error = repetition->error;
    }
    for (size_t i = 0; i < results->cell_count && code == 0; i++) {
        if (cells[i].count == 0 || !is_in_set(job, &results->cells[i], is_new))
            continue;
        cells[i].cell = &results->cells[i];
        cells[i].is_new = is_new;
        struct failed_cell *all = grow(to->failed, to->failed_count, sizeof *all);
        code = all == NULL ? ENOMEM : 0;
        if (code != 0)
            break;
        to->failed = all;
        all[to->failed_count++] = cells[i];
    }
    free(cells);
    return code;
}

int comparisons_pair(const struct results *base, const struct results *new,
                     const struct comparison_options *options, struct comparisons *comparisons)
{
    struct pairing_job job = { base, new, options, comparisons, NULL };
    job.is_base_paired = calloc(base->cell_count + 1, sizeof *job.is_base_paired);
    int code = job.is_base_paired == NULL ? ENOMEM : 0;
    if (code == 0 && !comparison_is_of_one_run(options))
        code = differences_add_run(&comparisons->differences, base, new, options->allowed);
    if (code == 0)
        code = pair_all(&job);
    if (code == 0)
        code = add_failed(&job, base, false);
    if (code == 0)
        code = add_failed(&job, new, true);
    free(job.is_base_paired);
    return code;
}
