/* SPDX-License-Identifier: MIT */
/* Where and with what results were measured. The document is untrusted. */
#include "record/facts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PROCESSORS_MAX 1000000
#define BLOCKS_MAX     1000000
#define WORKLOADS_MAX  16384

static void read_build(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "build"))
        return;
    struct fields build = field_object(ours, "build");
    results->compiler = field_optional_text(&build, "compiler");
    results->flags = field_optional_text(&build, "flags");
    results->mode = field_optional_text(&build, "mode");
    results->revision = field_optional_text(&build, "git_revision");
}

static double read_number(const struct fields *from, const char *key)
{
    return field_exists(from, key) ? field_number(from, key, "", 0) : (double)NAN;
}

static void read_workload(const struct fields *from, struct result_workload *workload)
{
    workload->label = field_text(from, "label");
    workload->build = field_optional_text(from, "build");
    workload->tunables = field_optional_object(from, "tunables");
    workload->input = field_optional_text(from, "digest");
    workload->items = read_number(from, "items");
    workload->result_bytes = read_number(from, "result_bytes");
}

static void read_workloads(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "workloads"))
        return;
    size_t count = field_array(ours, "workloads");
    if (count > WORKLOADS_MAX)
        field_refuse(ours, "workloads", "an array of at most %d workloads", WORKLOADS_MAX);
    if (ours->error->code != 0)
        return;
    results->workloads = field_memory(ours, calloc(count + 1, sizeof *results->workloads));
    results->workload_count = results->workloads != NULL ? count : 0;
    for (size_t i = 0; i < results->workload_count && ours->error->code == 0; i++) {
        struct fields from = field_element(ours, "workloads", i);
        read_workload(&from, &results->workloads[i]);
    }
}

/* Of a run that ends when every comparison is decided. */
static void read_certainty(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "until_certain"))
        return;
    struct fields from = field_object(ours, "until_certain");
    results->effect = field_number(&from, "effect", "", 0);
    results->looks = field_count(&from, "looks", 0, BLOCKS_MAX);
}

static void read_pin(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "pin")) {
        results->pin = field_memory(ours, strdup("none")); /* as all of before */
        return;
    }
    struct fields from = field_object(ours, "pin");
    results->pin = field_text(&from, "kind");
}

static void read_counters(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "counters"))
        return;
    struct fields from = field_object(ours, "counters");
    results->counters_reason = field_optional_text(&from, "reason");
}

/* Of a run that compares this build with another. */
static void read_against(const struct fields *ours, struct results *results)
{
    if (!field_exists(ours, "against"))
        return;
    struct fields from = field_object(ours, "against");
    results->against = field_text(&from, "name");
}

void facts_read(const struct fields *ours, struct results *results)
{
    results->version = field_text(ours, "version");
    results->utc = field_text(ours, "utc");
    struct tm ignored = { 0 };
    const char *rest =
        results->utc != NULL ? strptime(results->utc, "%Y-%m-%dT%H:%M:%SZ", &ignored) : NULL;
    if (rest == NULL || *rest != '\0')
        field_refuse(ours, "utc", "a time such as \"2026-11-23T15:40:00Z\"");
    results->host = field_text(ours, "host");
    results->partial = field_flag(ours, "partial");
    results->blocks = field_count(ours, "blocks", 0, BLOCKS_MAX);
    results->iterations = field_count(ours, "iterations", 1, INT32_MAX);
    results->calls = field_exists(ours, "calls") ? field_count(ours, "calls", 1, INT32_MAX) : 1;
    results->call_ns = field_exists(ours, "call_ns") ? field_number(ours, "call_ns", "ns", 1) : 0;
    read_certainty(ours, results);
    read_against(ours, results);
    read_counters(ours, results);
    read_pin(ours, results);
    struct fields machine = field_object(ours, "machine");
    results->cpu_model = field_text(&machine, "cpu_model");
    results->kernel = field_optional_text(&machine, "kernel");
    results->processors = field_count(&machine, "usable_processors", 1, PROCESSORS_MAX);
    read_build(ours, results);
    read_workloads(ours, results);
}

void facts_release(struct results *results)
{
    for (size_t i = 0; i < results->workload_count; i++) {
        const struct result_workload *workload = &results->workloads[i];
        free(workload->label);
        free(workload->build);
        free(workload->tunables);
        free(workload->input);
    }
    free(results->workloads);
    free(results->against);
    free(results->counters_reason);
    free(results->pin);
    free(results->utc);
    free(results->host);
    free(results->cpu_model);
    free(results->version);
    free(results->kernel);
    free(results->compiler);
    free(results->flags);
    free(results->mode);
    free(results->revision);
}
