/* SPDX-License-Identifier: MIT */
/* forkscale list: strategies and workloads with their tunables. */
#include "cli/cli.h"
#include "cli/schedule_matrix.h"
#include "kit/text.h"
#include "module/catalogue.h"
#include "show/rows.h"
#include "show/show.h"
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* In the order of the choices; after them the default. */
enum subject { STRATEGIES, WORKLOADS, METRICS, SCHEDULES, MODULES };

struct list_options {
    enum subject subject;
    enum table_format format;
};

static const struct option_row rows[] = {
    { .argument = "[strategies|workloads|metrics|schedules]",
      .type = OPTION_CHOICE,
      .offset = offsetof(struct list_options, subject),
      .choices = OPTION_CHOICES("strategies", "workloads", "metrics", "schedules") },
    OPTION_FORMAT(struct list_options),
    { 0 },
};

static const struct list_options defaults = { .subject = MODULES };

static const struct option_table table = {
    .name = "forkscale list",
    .rows = rows,
    .defaults = &defaults,
    .bytes = sizeof defaults,
    .intro =
        "Lists the modules that are found, their tunables, and why one cannot run here. When "
        "asked for metrics, lists those of a repetition and of a cell, with unit and meaning; for "
        "schedules, which strategy honours which.",
    .outro =
        "Traits: inline, the caller runs every item; threads; exec, workers are fresh programs; "
        "persistent, workers outlive a run; dynamic, a free worker takes the next chunk; "
        "caller-works, the caller is one of the workers; on-request, 'forkscale run' takes it "
        "only by name; foreign, the same, and another program starts the workers; idle, a run of "
        "the workload must leave the processors idle, so that they emulate more workers than "
        "there are of them.",
};

static bool is_wanted(enum subject subject, const struct module_info *module)
{
    return subject == MODULES || (subject == STRATEGIES) == (module->kind == KIND_STRATEGY);
}

/* Texts come from modules, and may hold control characters. */
static void print_safe(const char *text)
{
    char *printable = text_printable(text);
    fputs(printable != NULL ? printable : "?", stdout);
    free(printable);
}

/* "chunk=1..1048576 (1)": the range and the default. */
static void print_tunable(const struct tunable *row)
{
    printf("      %s=", row->name);
    switch (tunable_kind(row)) {
    case TUNABLE_INTEGER:
        printf("%" PRId64 "..%" PRId64 " (%" PRId64 ")", row->min, row->max, row->default_value);
        break;
    case TUNABLE_CHOICE:
        print_safe(row->choices);
        printf(" (%.*s)", (int)strcspn(tunable_default_choice(row), "|"),
               tunable_default_choice(row));
        break;
    case TUNABLE_TEXT:
        printf("TEXT (");
        print_safe(row->text);
        printf(")");
        break;
    }
    printf("  ");
    print_safe(row->help);
    printf("\n");
}

/* A row behind `schedule` and `chunk`. */
static bool is_common(const struct module_info *module, size_t row)
{
    return row >= 2 &&
           (strcmp(module->tunables[row - 2].name, "schedule") == 0 || is_common(module, row - 1));
}

static void print_module(const struct module_info *module, bool colour)
{
    printf("  %s%-18s%s", colour ? "\033[1m" : "", module->name, colour ? "\033[0m" : "");
    if (module->summary != NULL)
        print_safe(module->summary);
    for (size_t i = 0; module->traits[i] != NULL; i++)
        printf("%s%s", i == 0 ? " [" : ", ", module->traits[i]);
    puts(module->traits[0] != NULL ? "]" : "");
    if (module->unavailable != NULL)
        printf("      unavailable: %s\n", module->unavailable);
    if (module->runtime != NULL)
        printf("      runs in %s\n", module->runtime);
    /* The other tunables of a schedule are alike for all: 'forkscale schedule --help' has them. */
    for (size_t i = 0; i < tunable_count(module->tunables); i++)
        if (!is_common(module, i))
            print_tunable(&module->tunables[i]);
}

static void print_table(const struct catalogue *catalogue, enum subject subject)
{
    static const char *const headings[] = { "strategies", "workloads" };
    bool colour = cli_has_colour(stdout);
    for (enum module_kind kind = KIND_STRATEGY; kind <= KIND_WORKLOAD; kind++) {
        if (subject == (kind == KIND_STRATEGY ? WORKLOADS : STRATEGIES))
            continue;
        puts(headings[kind]);
        for (size_t i = 0; i < catalogue->count; i++)
            if (catalogue->modules[i]->kind == kind)
                print_module(catalogue->modules[i], colour);
    }
}

static void print_tsv(const struct catalogue *catalogue, enum subject subject)
{
    puts("kind\tname\tavailable\ttraits\ttunables\tsummary");
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (!is_wanted(subject, module))
            continue;
        printf("%s\t%s\t%s\t", module_kinds[module->kind], module->name,
               module->unavailable == NULL ? "yes" : "no");
        for (size_t t = 0; module->traits[t] != NULL; t++)
            printf("%s%s", t == 0 ? "" : ",", module->traits[t]);
        putchar('\t');
        for (size_t t = 0; t < tunable_count(module->tunables); t++)
            printf("%s%s", t == 0 ? "" : ",", module->tunables[t].name);
        putchar('\t');
        print_safe(module->unavailable != NULL ? module->unavailable : module->summary);
        putchar('\n');
    }
}

static json_t *safe_json(const char *text)
{
    char *printable = text_printable(text);
    json_t *string = printable != NULL ? json_string(printable) : NULL;
    free(printable);
    return string;
}

static json_t *tunable_json(const struct tunable *row)
{
    json_t *name = safe_json(row->name);
    json_t *help = safe_json(row->help);
    json_int_t number = (json_int_t)row->default_value;
    switch (tunable_kind(row)) {
    case TUNABLE_INTEGER:
        return json_pack("{s:o, s:o, s:s, s:I, s:I, s:I}", "name", name, "help", help, "kind",
                         "integer", "min", (json_int_t)row->min, "max", (json_int_t)row->max,
                         "default", number);
    case TUNABLE_CHOICE:
        return json_pack("{s:o, s:o, s:s, s:o, s:I}", "name", name, "help", help, "kind", "choice",
                         "choices", safe_json(row->choices), "default", number);
    case TUNABLE_TEXT:
        break;
    }
    return json_pack("{s:o, s:o, s:s, s:o}", "name", name, "help", help, "kind", "text", "default",
                     safe_json(row->text));
}

static json_t *module_json(const struct module_info *module)
{
    json_t *traits = json_array();
    for (size_t i = 0; module->traits[i] != NULL; i++)
        json_array_append_new(traits, safe_json(module->traits[i]));
    json_t *tunables = json_array();
    for (size_t i = 0; i < tunable_count(module->tunables); i++)
        json_array_append_new(tunables, tunable_json(&module->tunables[i]));
    return json_pack(
        "{s:s, s:s, s:o, s:s?, s:s?, s:s?, s:o, s:o}", "kind", module_kinds[module->kind], "name",
        module->name, "path", safe_json(module->path), "summary", module->summary, "unavailable",
        module->unavailable, "runtime", module->runtime, "traits", traits, "tunables", tunables);
}

static int print_json(const struct catalogue *catalogue, enum subject subject)
{
    json_t *modules = json_array();
    int failed = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (is_wanted(subject, catalogue->modules[i]))
            failed |= json_array_append_new(modules, module_json(catalogue->modules[i]));
    return program_wrote(rows_write(stdout, json_whole(modules, failed), FORMAT_JSON));
}

static int list(const void *fields, char *const *words)
{
    (void)words;
    const struct list_options *options = fields;
    if (options->subject == METRICS)
        return program_wrote(metrics_write(stdout, options->format));
    struct catalogue catalogue;
    struct error error;
    if (catalogue_open(&catalogue, &error) != 0)
        return program_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = EXIT_YES;
    if (options->subject == SCHEDULES)
        status = program_wrote(schedule_matrix_print(&catalogue, options->format));
    else if (options->format == FORMAT_JSON)
        status = print_json(&catalogue, options->subject);
    else if (options->format == FORMAT_TSV)
        print_tsv(&catalogue, options->subject);
    else
        print_table(&catalogue, options->subject);
    int broken =
        cli_name_broken(&catalogue, options->subject != WORKLOADS, options->subject != STRATEGIES);
    catalogue_release(&catalogue);
    return broken != EXIT_YES ? broken : status;
}

const struct command command_list = {
    .name = "list",
    .summary = "list strategies and workloads, with their tunables",
    .table = &table,
    .run = list,
};
