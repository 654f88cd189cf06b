/* SPDX-License-Identifier: MIT */
/* The "forkscale" object of the results' context. */
#include "run/context.h"
#include "kit/text.h"
#include "machine/fact.h"
#include "machine/machine.h"
#include "machine/pin.h"
#include "module/fingerprint.h"
#include "record/results.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static json_t *printable(const char *text)
{
    char *copy = text_printable(text);
    json_t *string = copy != NULL ? json_string(copy) : NULL;
    free(copy);
    return string;
}

static json_t *tunables(const struct choice *choice)
{
    const struct tunable *table = choice->module->tunables;
    json_t *object = json_object();
    for (size_t i = 0; i < tunable_count(table); i++) {
        const struct value *value = &choice->values.row[i];
        json_t *entry = tunable_kind(&table[i]) == TUNABLE_INTEGER ? json_integer(value->number)
                                                                   : printable(value->text);
        json_object_set_new(object, table[i].name, entry);
    }
    return object;
}

/* Which build of the module this is. */
static json_t *build(const struct choice *choice)
{
    char text[FINGERPRINT_BYTES];
    if (module_fingerprint(choice->module->path, text) != 0)
        return fact_unavailable();
    return json_string(text);
}

static json_t *workload(const struct choice *choice, const struct reference *reference)
{
    json_t *object = json_pack("{s:s, s:o, s:o, s:o}", "label", choice->label, "name",
                               printable(choice->module->name), "build", build(choice), "tunables",
                               tunables(choice));
    json_t *more;
    if (reference->error != NULL)
        more = json_pack("{s:s}", "error", reference->error);
    else
        more = json_pack("{s:I, s:I, s:s, s:I, s:s, s:s, s:{s:f, s:f, s:f}}", "items",
                         (json_int_t)reference->items, "result_bytes",
                         (json_int_t)reference->result_bytes, "digest", reference->digest,
                         "reference_run_ns", (json_int_t)reference->serial_ns, "answer",
                         reference->answer, "answer_text", reference->answer_text, "profile",
                         "mean_ns", reference->profile.mean_ns, "sigma_ns",
                         reference->profile.sigma_ns, "claim_ns", reference->profile.claim_ns);
    json_object_update(object, more);
    json_decref(more);
    return object;
}

static json_t *strategy(const struct choice *choice)
{
    const struct module_info *module = choice->module;
    json_t *traits = json_array();
    for (size_t i = 0; module->traits[i] != NULL; i++)
        json_array_append_new(traits, printable(module->traits[i]));
    return json_pack("{s:s, s:o, s:o, s:s, s:s?, s:o, s:o}", "label", choice->label, "name",
                     printable(module->name), "build", build(choice), "summary", module->summary,
                     "runtime", module->runtime, "traits", traits, "tunables", tunables(choice));
}

static json_t *cell(const struct plan *plan, const struct plan_cell *cell)
{
    json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:b, s:b}", "name", cell->name, "workload",
                               plan->workloads[cell->workload].label, "strategy", cell->label,
                               "workers", (int)cell->workers, "oversubscribed",
                               cell->oversubscribed, "baseline", cell->baseline);
    if (cell->is_base)
        json_object_set_new(object, "base", json_true());
    if (cell->ballast.bytes > 0) {
        json_object_set_new(object, "ballast_bytes", json_integer((json_int_t)cell->ballast.bytes));
        json_object_set_new(object, "ballast_pages",
                            json_string(ballast_pages_names[cell->ballast.pages]));
    }
    return object;
}

static json_t *known(const char *text)
{
    return text != NULL ? printable(text) : fact_unavailable();
}

/* The build with which this one is compared, and its workloads. */
static json_t *against(const struct plan *plan)
{
    const struct base_build *base = plan->request.base;
    json_t *workloads = json_array();
    for (size_t i = 0; i < plan->workload_count; i++)
        if (plan->base_workloads[i].missing == NULL) {
            const struct choice *choice = &plan->base_workloads[i].choice;
            json_array_append_new(workloads,
                                  json_pack("{s:s, s:o, s:o}", "label", plan->workloads[i].label,
                                            "build", build(choice), "tunables", tunables(choice)));
        }
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:f, s:f, s:o}", "name", printable(base->name),
                     "folder", printable(base->catalogue.home.path), "version",
                     known(base->version), "git_revision", known(base->revision), "settings",
                     known(base->settings), "margin", plan->request.margin, "same",
                     plan->request.same, "workloads", workloads);
}

json_t *context_host(void)
{
    char name[256] = "";
    gethostname(name, sizeof name - 1);
    return printable(name);
}

json_t *context_now(void)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(text);
}

static json_t *words(char *const *command_line)
{
    json_t *array = json_array();
    for (size_t i = 0; command_line[i] != NULL; i++)
        json_array_append_new(array, printable(command_line[i]));
    return array;
}

static json_t *pin(const struct pin *pin)
{
    json_t *processors = json_array();
    for (size_t i = 0; i < pin->count; i++)
        json_array_append_new(processors, json_integer((json_int_t)pin->processors[i]));
    return json_pack("{s:s, s:o}", "kind", pin_names[pin->kind], "processors", processors);
}

/* Adds a strategy, and that of the base build. */
static void add_strategy(const struct plan *plan, size_t index, json_t *strategies)
{
    json_array_append_new(strategies, strategy(&plan->strategies[index]));
    if (plan->request.base != NULL && plan->base_strategies[index].missing == NULL)
        json_array_append_new(strategies, strategy(&plan->base_strategies[index].choice));
}

json_t *context_make(const struct plan *plan, const struct reference *references,
                     char *const *command_line)
{
    json_t *workloads = json_array();
    for (size_t i = 0; i < plan->workload_count; i++)
        json_array_append_new(workloads, workload(&plan->workloads[i], &references[i]));
    json_t *strategies = json_array();
    for (size_t i = 0; i < plan->strategy_count; i++)
        add_strategy(plan, i, strategies);
    json_t *cells = json_array();
    for (size_t i = 0; i < plan->cell_count; i++)
        json_array_append_new(cells, cell(plan, &plan->cells[i]));
    json_t *context = json_pack(
        "{s:i, s:s, s:o, s:o, s:I, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
        RESULTS_SCHEMA, "version", FORKSCALE_VERSION, "utc", context_now(), "host", context_host(),
        "seed", (json_int_t)plan->request.seed, "iterations", (int)plan->request.iterations,
        "calls", (int)plan->request.calls, "machine", machine_facts(), "build", build_facts(),
        "libraries", libraries_facts(), "command_line", words(command_line), "workloads", workloads,
        "strategies", strategies, "cells", cells);
    json_object_set_new(context, "pin", pin(&plan->request.pin));
    if (plan->request.pin.count > 0) /* what there is beside them is of no use */
        json_object_set_new(json_object_get(context, "machine"), "usable_processors",
                            json_integer((json_int_t)plan->request.processors));
    if (plan->request.call_ns > 0)
        json_object_set_new(context, "call_ns", json_integer((json_int_t)plan->request.call_ns));
    if (plan->request.base != NULL)
        json_object_set_new(context, "against", against(plan));
    return context;
}

json_t *context_counters(const struct counts *counts)
{
    static const char *const names[COUNTERS] = { "instructions", "cycles", "cache_misses",
                                                 "tlb_misses" };
    json_t *object = json_pack("{s:b}", "kernel", (int)counts->has_kernel);
    for (size_t counter = 0; counter < COUNTERS; counter++) {
        bool is_counted = counts->error[counter] == 0;
        json_object_set_new(object, names[counter],
                            is_counted ? json_string("counted") : fact_unavailable());
        if (!is_counted && json_object_get(object, "reason") == NULL)
            json_object_set_new(object, "reason", json_string(strerror(counts->error[counter])));
    }
    return object;
}
