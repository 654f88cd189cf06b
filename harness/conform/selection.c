/* SPDX-License-Identifier: MIT */
/* From the words of a command line to the properties and strategies of a check. */
#include "conform/selection.h"
#include "conform/known.h"
#include "kit/nearest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- properties ------------------------------------------------------------------------------- */

static bool is_among(const char *id, char *const *ids, size_t count)
{
    size_t i = 0;
    while (i < count && strcasecmp(ids[i], id) != 0)
        i++;
    return i < count;
}

/* Refuses an id that no property has. */
static int check_id(const struct findings *findings, char *id, struct error *error)
{
    struct nearest nearest = nearest_to(id);
    for (size_t p = 0; p < findings->property_count; p++) {
        if (is_among(findings->properties[p].id, &id, 1))
            return 0;
        nearest_offer(&nearest, findings->properties[p].id);
    }
    if (nearest.best != NULL)
        return error_set(error, EINVAL, "--property: unknown property '%s' (did you mean '%s'?)",
                         id, nearest.best);
    return error_set(error, EINVAL,
                     "--property: unknown property '%s'; `forkscale check --list` shows them", id);
}

int selection_properties(char *const *ids, size_t count, struct findings *findings,
                         struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = check_id(findings, ids[i], error);
    if (code != 0 || count == 0)
        return code;
    size_t kept = 0;
    for (size_t p = 0; p < findings->property_count; p++)
        if (is_among(findings->properties[p].id, ids, count))
            findings->properties[kept++] = findings->properties[p];
        else
            property_release(&findings->properties[p]);
    findings->property_count = kept;
    return 0;
}

/* --- strategies ------------------------------------------------------------------------------- */

static char none[] = "";

/* Adds a strategy, with nothing found yet. */
static int add(struct findings *findings, struct selection *selection,
               const struct module_info *module, const struct choice *choice, struct error *error)
{
    bool is_there = module->unavailable == NULL;
    struct finding *blank = is_there ? finding_make_all(findings->property_count) : NULL;
    if (is_there && blank == NULL)
        return error_set_errno(error, ENOMEM, "check");
    selection->settings[findings->strategy_count] = choice != NULL ? choice->settings : none;
    struct checked *strategy = &findings->strategies[findings->strategy_count++];
    *strategy = (struct checked){
        .name = module->name,
        .label = choice != NULL ? choice->label : module->name,
        .path = module->path,
        .unavailable = module->unavailable,
        .findings = blank,
    };
    return is_there ? known_read(strategy, error) : 0;
}

/* A word's strategy. A word may be repeated; two files must not have one name. */
static int choose(const char *words, struct catalogue *catalogue, struct findings *findings,
                  struct selection *selection, struct error *error)
{
    struct choice *choice = &selection->choices[selection->choice_count];
    int code = choice_make(catalogue, KIND_STRATEGY, words, choice, error);
    if (code != 0)
        return code;
    selection->choice_count++;
    for (size_t s = 0; s < findings->strategy_count; s++) {
        const struct checked *other = &findings->strategies[s];
        if (strcmp(other->label, choice->label) != 0)
            continue;
        if (strcmp(other->path, choice->module->path) == 0)
            return 0;
        return error_set(error, EINVAL, "%s and %s have the same name; rename one", other->path,
                         choice->module->path);
    }
    return add(findings, selection, choice->module, choice, error);
}

int selection_strategies(char *const *words, size_t count, struct catalogue *catalogue,
                         struct findings *findings, struct selection *selection,
                         struct error *error)
{
    size_t most = (count > 0 ? count : catalogue->count) + 1; /* calloc may answer NULL to 0 */
    *selection = (struct selection){
        .choices = calloc(most, sizeof(struct choice)),
        .settings = calloc(most, sizeof(char *)),
    };
    findings->strategies = calloc(most, sizeof *findings->strategies);
    findings->strategy_count = 0;
    if (selection->choices == NULL || selection->settings == NULL || findings->strategies == NULL)
        return error_set_errno(error, ENOMEM, "check");
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++)
        code = choose(words[i], catalogue, findings, selection, error);
    for (size_t i = 0; i < catalogue->count && count == 0 && code == 0; i++)
        if (catalogue->modules[i]->kind == KIND_STRATEGY &&
            !module_has_trait(catalogue->modules[i], "foreign"))
            code = add(findings, selection, catalogue->modules[i], NULL, error);
    return code;
}

void selection_release(struct selection *selection)
{
    for (size_t i = 0; i < selection->choice_count; i++)
        choice_release(&selection->choices[i]);
    free(selection->choices);
    free(selection->settings);
    *selection = (struct selection){ .choice_count = 0 };
}
