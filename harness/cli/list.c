/* SPDX-License-Identifier: MIT */
/* forkscale list: strategies and workloads with their tunables. */
#include "cli/cli.h"
#include "kit/text.h"
#include "module/catalogue.h"
#include "module/nearest.h"
#include "show/metrics.h"
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: forkscale list [strategies|workloads|metrics] [--format table|json|tsv]\n"
    "\n"
    "Shows the modules that are there, what each can be tuned in, and why one cannot run here; "
    "or,\n"
    "asked for by name, the metrics of a repetition and of a cell, with unit and meaning.\n"
    "Traits: inline, the caller does it all; threads; exec, workers are fresh programs;\n"
    "persistent, workers outlive a run; dynamic, who is free gets the next chunk; foreign, "
    "another\n"
    "program starts the workers, and `forkscale run` takes it only by name.\n"
    "\n"
    "  --format F  table (default), json or tsv\n"
    "  -h, --help  print this\n";

static const char *const kinds[] = {
    [KIND_STRATEGY] = "strategy",
    [KIND_WORKLOAD] = "workload",
};

/* Texts come from modules: they are shown printable. */
static void print_safe(const char *text)
{
    char *printable = text_printable(text);
    fputs(printable != NULL ? printable : "?", stdout);
    free(printable);
}

/* "chunk=1..1048576 (1)": what it takes, and what it is when nothing is said. */
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

static void print_module(const struct module_info *module, bool colour)
{
    printf("  %s%-16s%s", colour ? "\033[1m" : "", module->name, colour ? "\033[0m" : "");
    if (module->summary != NULL)
        print_safe(module->summary);
    for (size_t i = 0; module->traits[i] != NULL; i++)
        printf("%s%s", i == 0 ? " [" : ", ", module->traits[i]);
    puts(module->traits[0] != NULL ? "]" : "");
    if (module->unavailable != NULL)
        printf("      unavailable: %s\n", module->unavailable);
    if (module->runtime != NULL)
        printf("      runs in %s\n", module->runtime);
    for (size_t i = 0; i < tunable_count(module->tunables); i++)
        print_tunable(&module->tunables[i]);
}

static void print_table(const struct catalogue *catalogue, const bool *wanted)
{
    static const char *const headings[] = { "strategies", "workloads" };
    bool colour = cli_has_colour(stdout);
    for (enum module_kind kind = KIND_STRATEGY; kind <= KIND_WORKLOAD; kind++) {
        if (!wanted[kind])
            continue;
        puts(headings[kind]);
        for (size_t i = 0; i < catalogue->count; i++)
            if (catalogue->modules[i]->kind == kind)
                print_module(catalogue->modules[i], colour);
    }
}

static void print_tsv(const struct catalogue *catalogue, const bool *wanted)
{
    puts("kind\tname\tavailable\ttraits\ttunables\tsummary");
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (!wanted[module->kind])
            continue;
        printf("%s\t%s\t%s\t", kinds[module->kind], module->name,
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
    json_t *object =
        json_pack("{s:o, s:o}", "name", safe_json(row->name), "help", safe_json(row->help));
    switch (tunable_kind(row)) {
    case TUNABLE_INTEGER:
        json_object_set_new(object, "kind", json_string("integer"));
        json_object_set_new(object, "min", json_integer(row->min));
        json_object_set_new(object, "max", json_integer(row->max));
        json_object_set_new(object, "default", json_integer(row->default_value));
        break;
    case TUNABLE_CHOICE:
        json_object_set_new(object, "kind", json_string("choice"));
        json_object_set_new(object, "choices", safe_json(row->choices));
        json_object_set_new(object, "default", json_integer(row->default_value));
        break;
    case TUNABLE_TEXT:
        json_object_set_new(object, "kind", json_string("text"));
        json_object_set_new(object, "default", safe_json(row->text));
        break;
    }
    return object;
}

static json_t *module_json(const struct module_info *module)
{
    json_t *traits = json_array();
    for (size_t i = 0; module->traits[i] != NULL; i++)
        json_array_append_new(traits, safe_json(module->traits[i]));
    json_t *tunables = json_array();
    for (size_t i = 0; i < tunable_count(module->tunables); i++)
        json_array_append_new(tunables, tunable_json(&module->tunables[i]));
    return json_pack("{s:s, s:s, s:o, s:s?, s:s?, s:s?, s:o, s:o}", "kind", kinds[module->kind],
                     "name", module->name, "path", safe_json(module->path), "summary",
                     module->summary, "unavailable", module->unavailable, "runtime",
                     module->runtime, "traits", traits, "tunables", tunables);
}

static int print_json(const struct catalogue *catalogue, const bool *wanted)
{
    json_t *modules = json_array();
    int failed = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (wanted[catalogue->modules[i]->kind])
            failed |= json_array_append_new(modules, module_json(catalogue->modules[i]));
    /* What cannot be written is for cli_finish to say. */
    failed |= json_dumpf(modules, stdout, JSON_INDENT(2)) != 0 && !ferror(stdout);
    putchar('\n');
    json_decref(modules);
    return failed == 0 ? EXIT_WELL : cli_fail(EXIT_UNMEASURED, "list: %s", strerror(ENOMEM));
}

static int print(const struct catalogue *catalogue, const bool *wanted, enum table_format format)
{
    int status = EXIT_WELL;
    if (format == FORMAT_JSON)
        status = print_json(catalogue, wanted);
    else if (format == FORMAT_TSV)
        print_tsv(catalogue, wanted);
    else
        print_table(catalogue, wanted);
    int finish = cli_finish();
    return status != EXIT_WELL ? status : finish;
}

/* "strategies", "workloads", or nothing for both. */
static bool read_kind(int argc, char **argv, bool wanted[static 2])
{
    wanted[KIND_STRATEGY] = wanted[KIND_WORKLOAD] = true;
    if (optind == argc)
        return true;
    if (argc - optind > 1) {
        cli_say("list: '%s' is one word too many", argv[optind + 1]);
        return false;
    }
    wanted[KIND_STRATEGY] = strcmp(argv[optind], "strategies") == 0;
    wanted[KIND_WORKLOAD] = strcmp(argv[optind], "workloads") == 0;
    if (wanted[KIND_STRATEGY] || wanted[KIND_WORKLOAD])
        return true;
    struct nearest nearest = nearest_to(argv[optind]);
    nearest_offer(&nearest, "strategies");
    nearest_offer(&nearest, "workloads");
    nearest_offer(&nearest, "metrics");
    if (nearest.best != NULL)
        cli_say("list: '%s' cannot be listed; did you mean %s?", argv[optind], nearest.best);
    else
        cli_say("list: '%s' cannot be listed; it lists strategies, workloads or metrics",
                argv[optind]);
    return false;
}

int command_list(int argc, char **argv)
{
    static const struct option longs[] = {
        { "format", required_argument, NULL, 'f' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    enum table_format format = FORMAT_TABLE;
    int option;
    while ((option = cli_option(argc, argv, ":h", longs)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return cli_finish();
        }
        if (option == '?' || !cli_format(optarg, &format))
            return EXIT_USAGE;
    }
    if (argc - optind == 1 && strcmp(argv[optind], "metrics") == 0) {
        int error = metrics_write(stdout, format);
        return error != 0
                   ? cli_fail(EXIT_UNMEASURED, "the output cannot be written: %s", strerror(error))
                   : cli_finish();
    }
    bool wanted[2];
    if (!read_kind(argc, argv, wanted))
        return EXIT_USAGE;
    struct catalogue catalogue;
    struct error error;
    if (catalogue_open(&catalogue, &error) != 0)
        return cli_fail(EXIT_UNMEASURED, "%s", error.text);
    int status = print(&catalogue, wanted, format);
    int broken = cli_name_broken(&catalogue, wanted[KIND_STRATEGY], wanted[KIND_WORKLOAD]);
    catalogue_release(&catalogue);
    return broken != EXIT_WELL ? broken : status;
}
