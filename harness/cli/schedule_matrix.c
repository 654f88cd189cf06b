/* SPDX-License-Identifier: MIT */
/* The schedules, and which strategy honours which: the choices of its tunable `schedule`. */
#include "cli/schedule_matrix.h"
#include "kit/schedule.h"
#include "show/rows.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const struct tunable *schedule_row(const struct module_info *module)
{
    for (size_t i = 0; i < tunable_count(module->tunables); i++)
        if (strcmp(module->tunables[i].name, "schedule") == 0 &&
            tunable_kind(&module->tunables[i]) == TUNABLE_CHOICE)
            return &module->tunables[i];
    return NULL;
}

static bool is_word(const char *at, const char *word)
{
    size_t length = strcspn(at, "|");
    return length == strlen(word) && memcmp(at, word, length) == 0;
}

static bool is_default(const struct tunable *row, enum schedule_kind kind)
{
    return row != NULL && is_word(tunable_default_choice(row), schedule_name(kind));
}

static bool is_allowed(const struct tunable *row, enum schedule_kind kind)
{
    const char *at = row != NULL ? row->choices : "";
    while (*at != '\0' && !is_word(at, schedule_name(kind))) {
        at += strcspn(at, "|");
        at += *at == '|' ? 1 : 0;
    }
    return *at != '\0';
}

static const char *reason(const struct tunable *row)
{
    if (row == NULL)
        return "cuts the items in a way of its own";
    return row->reason != NULL ? row->reason : "";
}

static bool is_shown(const struct module_info *module)
{
    return module->kind == KIND_STRATEGY && module->unavailable == NULL;
}

static void print_table(const struct catalogue *catalogue)
{
    puts("schedules");
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        printf("  %c  %-12s%s\n", 'a' + (int)kind, schedule_name(kind), schedule_summary(kind));
    printf("\n%-20s", "strategies");
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        printf(" %c", 'a' + (int)kind);
    puts("    D the default, x allowed, . impossible");
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (!is_shown(module))
            continue;
        const struct tunable *row = schedule_row(module);
        printf("  %-18s", module->name);
        for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
            printf(" %c", is_default(row, kind) ? 'D' : is_allowed(row, kind) ? 'x' : '.');
        printf("%s%s\n", *reason(row) != '\0' ? "  " : "", reason(row));
    }
}

static void print_tsv(const struct catalogue *catalogue)
{
    printf("strategy");
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        printf("\t%s", schedule_name(kind));
    puts("\treason");
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (!is_shown(module))
            continue;
        const struct tunable *row = schedule_row(module);
        printf("%s", module->name);
        for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
            printf("\t%s", is_default(row, kind)   ? "default"
                           : is_allowed(row, kind) ? "yes"
                                                   : "no");
        printf("\t%s\n", reason(row));
    }
}

static json_t *to_json(const struct module_info *module)
{
    const struct tunable *row = schedule_row(module);
    json_t *allowed = json_array();
    json_t *chosen = json_null();
    for (enum schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        if (is_allowed(row, kind))
            json_array_append_new(allowed, json_string(schedule_name(kind)));
        if (is_default(row, kind))
            chosen = json_string(schedule_name(kind));
    }
    return json_pack("{s:s, s:o, s:o, s:s}", "strategy", module->name, "schedules", allowed,
                     "default", chosen, "reason", reason(row));
}

static int print_json(const struct catalogue *catalogue)
{
    json_t *list = json_array();
    int failed = 0;
    for (size_t i = 0; i < catalogue->count; i++)
        if (is_shown(catalogue->modules[i]))
            failed |= json_array_append_new(list, to_json(catalogue->modules[i]));
    return rows_write(stdout, json_whole(list, failed), FORMAT_JSON);
}

int schedule_matrix_print(const struct catalogue *catalogue, enum table_format format)
{
    if (format == FORMAT_JSON)
        return print_json(catalogue);
    if (format == FORMAT_TSV)
        print_tsv(catalogue);
    else
        print_table(catalogue);
    return 0;
}
