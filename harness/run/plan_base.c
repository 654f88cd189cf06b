/* SPDX-License-Identifier: MIT */
/* The modules of a plan in the build with which this one is compared. */
#include "record/results.h"
#include "run/plan_parts.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the tunables of a workload --------------------------------------------------------------- */

static const struct tunable *find_row(const struct tunable *table, const char *name)
{
    for (size_t i = 0; i < tunable_count(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* Whether the value is what the row has if nothing is said. */
static bool is_default(const struct tunable *row, enum tunable_kind kind, const struct value *value)
{
    if (tunable_kind(row) != kind)
        return false;
    if (kind == TUNABLE_INTEGER)
        return row->default_value == value->number;
    if (kind == TUNABLE_TEXT)
        return strcmp(row->text, value->text) == 0;
    const char *word = tunable_default_choice(row);
    size_t length = strcspn(word, "|");
    return strlen(value->text) == length && strncmp(word, value->text, length) == 0;
}

/* "NAME:k=v,k=v", for free(): the workload as it is in this build, where the defaults of the
 * `other` may differ. A tunable that only this build has is left out at its default. NULL without
 * memory. */
static char *describe(const struct choice *own, const struct tunable *other)
{
    char *text = NULL;
    size_t bytes;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream == NULL)
        return NULL;
    const struct tunable *table = own->module->tunables;
    fputs(own->module->name, stream);
    char separator = ':';
    for (size_t i = 0; i < tunable_count(table); i++) {
        const struct value *value = &own->values.row[i];
        const struct tunable *row = find_row(other, table[i].name);
        enum tunable_kind kind = tunable_kind(&table[i]);
        if (is_default(row != NULL ? row : &table[i], kind, value))
            continue;
        fprintf(stream, "%c%s=", separator, table[i].name);
        if (kind == TUNABLE_INTEGER)
            fprintf(stream, "%jd", (intmax_t)value->number);
        else
            fputs(value->text, stream);
        separator = ',';
    }
    if (fclose(stream) == 0)
        return text;
    free(text);
    return NULL;
}

/* --- one module ------------------------------------------------------------------------------- */

/* The word by which the module is chosen in the base build; NULL without memory. */
static char *find_word(const struct choice *own, const struct module_info *module)
{
    return module->kind == KIND_WORKLOAD ? describe(own, module->tunables) : strdup(own->word);
}

static int miss(struct base_choice *base, const char *why)
{
    base->missing = strdup(why);
    return base->missing != NULL ? 0 : ENOMEM;
}

static int choose(struct catalogue *catalogue, enum module_kind kind, const char *word,
                  struct base_choice *base)
{
    struct error error;
    int code = choice_make(catalogue, kind, word, &base->choice, &error);
    if (code == 0 || code == ENOMEM)
        return code;
    const char *reason = strstr(error.text, ": "); /* behind "--strategy NAME" */
    return miss(base, reason != NULL ? reason + 2 : error.text);
}

/* Sets *base to what `own` is in the base build. */
static int choose_one(const struct plan *plan, struct catalogue *catalogue,
                      const struct choice *own, struct base_choice *base)
{
    enum module_kind kind = own->module->kind;
    if (choice_is_path(own->word))
        return choose(catalogue, kind, own->word, base);
    const struct module_info *module =
        catalogue_find(&plan->request.base->catalogue, kind, own->module->name);
    if (module == NULL)
        return miss(base, "the base build does not have it");
    char *word = find_word(own, module);
    int code = word != NULL ? choose(&plan->request.base->catalogue, kind, word, base) : ENOMEM;
    free(word);
    return code;
}

/* Gives it the label of this build and "@base"; the whole of it is printable as its part was. */
static int label(const struct choice *own, struct base_choice *base)
{
    char *text;
    if (asprintf(&text, "%s%s", own->label, RESULT_BASE_SUFFIX) < 0)
        return ENOMEM;
    free(base->choice.label);
    base->choice.label = text;
    return 0;
}

/* --- all -------------------------------------------------------------------------------------- */

static int choose_all(const struct plan *plan, struct catalogue *catalogue,
                      const struct choice *own, size_t count, struct base_choice **list)
{
    *list = calloc(count + 1, sizeof **list);
    int code = *list == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        code = choose_one(plan, catalogue, &own[i], &(*list)[i]);
        if (code == 0)
            code = label(&own[i], &(*list)[i]);
    }
    return code;
}

static size_t count_found(const struct base_choice *list, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += list[i].missing == NULL ? 1 : 0;
    return found;
}

/* A module of the user's own may have a name with "@base" in it. */
static int check_labels(const struct plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->strategy_count; i++)
        for (size_t j = 0; j < plan->strategy_count; j++)
            if (strcmp(plan->base_strategies[i].choice.label, plan->strategies[j].label) == 0)
                return error_set(error, EINVAL,
                                 "--against: '%s' in the base build and %s would have the same "
                                 "name in the results; rename the file",
                                 plan->strategies[i].label, plan->strategies[j].module->path);
    return 0;
}

int plan_choose_base(struct plan *plan, struct catalogue *own, struct error *error)
{
    if (plan->request.base == NULL)
        return 0;
    int code = choose_all(plan, own, plan->workloads, plan->workload_count, &plan->base_workloads);
    if (code == 0)
        code =
            choose_all(plan, own, plan->strategies, plan->strategy_count, &plan->base_strategies);
    if (code != 0)
        return code;
    /* The first strategy is serial, which makes the references. */
    if (plan->base_strategies[0].missing != NULL)
        return error_set(error, ENOENT, "--against: %s: strategy serial: %s",
                         plan->request.base->name, plan->base_strategies[0].missing);
    if (count_found(plan->base_workloads, plan->workload_count) == 0)
        return error_set(error, ENOENT, "--against: %s has none of the workloads",
                         plan->request.base->name);
    return check_labels(plan, error);
}

bool plan_has_base(const struct plan *plan, const struct plan_cell *cell)
{
    return plan->request.base != NULL && plan->base_workloads[cell->workload].missing == NULL &&
           plan->base_strategies[cell->strategy].missing == NULL;
}

static void release(struct base_choice *list, size_t count)
{
    for (size_t i = 0; list != NULL && i < count; i++) {
        choice_release(&list[i].choice);
        free(list[i].missing);
    }
    free(list);
}

void plan_release_base(struct plan *plan)
{
    release(plan->base_workloads, plan->workload_count);
    release(plan->base_strategies, plan->strategy_count);
}
