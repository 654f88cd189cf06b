/* SPDX-License-Identifier: MIT */
/* What is known of a run before its first block. */
#include "run/forecast.h"
#include "kit/clock.h"
#include "run/pace.h"
#include <math.h>

/* Of all processors: less than this is taken on every machine. */
#define QUIET_MOST 0.05

/* Where only the load average is known; it includes what this program did a minute ago. */
#define LOAD_MOST 0.5

static double cell_ns(const struct plan *plan, const struct plan_cell *cell,
                      const struct reference *reference)
{
    unsigned most = plan_capacity(plan, cell->workload);
    unsigned at_once = cell->workers < most ? cell->workers : most;
    double serial_ns = (double)reference->serial_ns;
    double call_ns = serial_ns / at_once;
    return (double)reference->wall_ns - serial_ns + call_ns +
           plan->request.iterations * plan_timed_run_ns(plan, call_ns);
}

static double expected_s(const struct plan *plan, const struct reference *references)
{
    double block_ns = 0;
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct reference *reference = &references[plan->cells[i].workload];
        if (reference->error == NULL)
            block_ns += cell_ns(plan, &plan->cells[i], reference);
    }
    const struct pace after_one_block = {
        .blocks_most = plan->request.blocks,
        .budget_s = plan->request.budget_s,
        .cells = plan->cell_count,
        .blocks_over = 1,
        .repetitions = plan->cell_count,
        .elapsed_s = fmax(block_ns, 1) / (double)NS_PER_S,
    };
    return pace_blocks(&after_one_block) * after_one_block.elapsed_s;
}

/* What the strangers took at least and at most must not leave it open. */
static void judge_load(const struct noise *noise, struct forecast *forecast)
{
    double most = QUIET_MOST * forecast->processors;
    bool is_known = noise->error_ns <= most * noise->wall_ns; /* false for NaN */
    forecast->strangers = is_known ? noise->strangers_ns / noise->wall_ns : (double)NAN;
    forecast->is_busy = is_known ? noise->strangers_ns - noise->error_ns > most * noise->wall_ns
                                 : forecast->load >= LOAD_MOST;
}

void forecast_make(const struct plan *plan, const struct reference *references,
                   const struct noise *noise, const json_t *machine, struct forecast *forecast)
{
    const json_t *loads = json_object_get(machine, "load_average");
    const json_t *load = json_array_get(loads, 0);
    *forecast = (struct forecast){
        .cpu_model = json_string_value(json_object_get(machine, "cpu_model")),
        .processors = plan->request.processors,
        .load = json_is_number(load) ? json_number_value(load) : (double)NAN,
        .cells = plan->cell_count,
        .blocks = plan->request.blocks < PLAN_BLOCKS_MAX ? plan->request.blocks : 0,
        .budget_s = plan->request.budget_s,
        .expected_s = expected_s(plan, references),
    };
    judge_load(noise, forecast);
}
