/* SPDX-License-Identifier: MIT */
/* Our keys of a repetition. */
#include "run/entry.h"
#include "analyse/noise.h"
#include "record/metric.h"
#include <math.h>

/* A mean over calls or runs may be no whole number. */
static json_t *times_json(const double *ns, size_t count)
{
    json_t *times = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(times, ns[i] == floor(ns[i]) ? json_integer((json_int_t)ns[i])
                                                           : json_real(ns[i]));
    return times;
}

/* Google Benchmark writes numbers only. */
static int add_arrays(json_t *entry, const struct repetition *repetition)
{
    struct repetition copy = *repetition;
    int failed = 0;
    for (const struct metric *metric = metrics; metric->name != NULL; metric++) {
        if (metric->kind != METRIC_WORKERS)
            continue;
        const struct worker_figures *figures = metric_workers_at(metric, &copy);
        if (figures->count > 0)
            failed |= json_object_set_new(entry, metric->name,
                                          times_json(figures->values, figures->count));
    }
    return failed;
}

static json_t *causes_json(const struct plan *plan, const struct plan_cell *cell,
                           const struct repetition *repetition)
{
    const struct noise_demand demand = {
        .workers = cell->workers,
        .processors = plan->request.processors,
        .is_serial = cell->baseline,
    };
    unsigned causes = noise_causes(repetition, &demand);
    json_t *names = json_array();
    for (unsigned cause = 0; cause < NOISE_CAUSES; cause++)
        if ((causes >> cause & 1) != 0)
            json_array_append_new(names, json_string(noise_cause_names[cause]));
    return names;
}

json_t *entry_make(const struct plan *plan, const struct plan_cell *cell,
                   const struct entry_place *place, const struct repetition *repetition, bool good)
{
    json_t *entry = json_pack(
        "{s:s, s:s, s:i, s:i, s:i, s:o}", "workload", plan->workloads[cell->workload].label,
        "strategy", cell->label, "workers", (int)cell->workers, "block", (int)place->block, "order",
        (int)place->position, "run_ns", times_json(repetition->run_ns, repetition->runs));
    int failed = 0;
    if (good)
        failed = json_object_set_new(entry, "disturbed", causes_json(plan, cell, repetition));
    if (good)
        failed |= add_arrays(entry, repetition);
    if (good && repetition->choice != NULL)
        failed |= json_object_set_new(entry, "choice", json_string(repetition->choice));
    if (failed == 0)
        return entry;
    json_decref(entry);
    return NULL;
}

void entry_note_noise(struct repetition *repetition, const struct noise *noise)
{
    repetition->wall_ns = noise->wall_ns;
    repetition->strangers_ns = noise->strangers_ns;
    repetition->strangers_error_ns = noise->error_ns;
    repetition->steal_ns = noise->steal_ns;
    repetition->throttled_ns = noise->throttled_ns;
    repetition->pressure_ns = noise->pressure_ns;
    repetition->runnable = noise->runnable;
}
