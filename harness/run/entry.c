/* SPDX-License-Identifier: MIT */
/* Our keys of a repetition. */
#include "run/entry.h"
#include "analyse/noise.h"

static json_t *runs_json(const struct repetition *repetition)
{
    json_t *runs = json_array();
    for (size_t run = 0; run < repetition->runs; run++)
        json_array_append_new(runs, json_integer((json_int_t)repetition->run_ns[run]));
    return runs;
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
    json_t *entry = json_pack("{s:s, s:s, s:i, s:i, s:i, s:o}", "workload",
                              plan->workloads[cell->workload].label, "strategy", cell->label,
                              "workers", (int)cell->workers, "block", (int)place->block, "order",
                              (int)place->position, "run_ns", runs_json(repetition));
    int failed = 0;
    if (good)
        failed = json_object_set_new(entry, "disturbed", causes_json(plan, cell, repetition));
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
