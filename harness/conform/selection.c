/* SPDX-License-Identifier: MIT */
/* From the words of a command line to the properties and strategies of a check. */
#include "conform/selection.h"
#include "module/nearest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- properties ------------------------------------------------------------------------------- */

static int refuse_property(const struct findings *findings, const char *id, char *why,
                           size_t why_bytes)
{
    struct nearest nearest = nearest_to(id);
    for (size_t p = 0; p < findings->property_count; p++)
        nearest_offer(&nearest, findings->properties[p].id);
    if (nearest.best != NULL)
        snprintf(why, why_bytes, "--property %s: there is no such property; did you mean %s?", id,
                 nearest.best);
    else
        snprintf(why, why_bytes,
                 "--property '%s': there is no such property; `forkscale check --list` shows them",
                 id);
    return EINVAL;
}

/* Marks the properties in "P1,p14". Cuts `ids` to pieces. */
static int mark(char *ids, const struct findings *findings, bool *wanted, char *why,
                size_t why_bytes)
{
    char *id;
    while ((id = strsep(&ids, ",")) != NULL) {
        size_t p = 0;
        while (p < findings->property_count && strcasecmp(findings->properties[p].id, id) != 0)
            p++;
        if (p == findings->property_count)
            return refuse_property(findings, id, why, why_bytes);
        wanted[p] = true;
    }
    return 0;
}

/* Takes out those that are not wanted. */
static void keep_wanted(struct findings *findings, const bool *wanted)
{
    size_t kept = 0;
    for (size_t p = 0; p < findings->property_count; p++)
        if (wanted[p])
            findings->properties[kept++] = findings->properties[p];
        else
            property_release(&findings->properties[p]);
    findings->property_count = kept;
}

int selection_properties(const char *const *words, size_t count, struct findings *findings,
                         char *why, size_t why_bytes)
{
    if (count == 0)
        return 0;
    bool *wanted = calloc(findings->property_count, sizeof *wanted);
    int error = wanted != NULL ? 0 : ENOMEM;
    for (size_t i = 0; i < count && error == 0; i++) {
        char *ids = strdup(words[i]);
        error = ids != NULL ? mark(ids, findings, wanted, why, why_bytes) : ENOMEM;
        free(ids);
    }
    if (error == 0)
        keep_wanted(findings, wanted);
    free(wanted);
    return error;
}

/* --- strategies ------------------------------------------------------------------------------- */

static char none[] = "";

/* Adds a strategy, with nothing found yet. Returns 0 or ENOMEM. */
static int add(struct findings *findings, struct selection *selection,
               const struct module_info *module, const struct choice *choice)
{
    bool is_there = module->unavailable == NULL;
    struct finding *blank = is_there ? finding_make_all(findings->property_count) : NULL;
    if (is_there && blank == NULL)
        return ENOMEM;
    selection->settings[findings->strategy_count] = choice != NULL ? choice->settings : none;
    findings->strategies[findings->strategy_count++] = (struct checked){
        .name = module->name,
        .label = choice != NULL ? choice->label : module->name,
        .path = module->path,
        .unavailable = module->unavailable,
        .known = module->known,
        .findings = blank,
    };
    return 0;
}

/* A word's strategy. Asked for twice is asked for; two files with one name could not be told apart.
 */
static int choose(const char *words, struct catalogue *catalogue, struct findings *findings,
                  struct selection *selection, char *why, size_t why_bytes)
{
    struct choice *choice = &selection->choices[selection->choice_count];
    const struct module_spec spec = { NULL, words, KIND_STRATEGY };
    int error = choice_make(&spec, catalogue, choice, why, why_bytes);
    if (error != 0)
        return error;
    selection->choice_count++;
    for (size_t s = 0; s < findings->strategy_count; s++) {
        const struct checked *other = &findings->strategies[s];
        if (strcmp(other->label, choice->label) != 0)
            continue;
        if (strcmp(other->path, choice->module->path) == 0)
            return 0;
        snprintf(why, why_bytes, "%s and %s have the same name; rename one", other->path,
                 choice->module->path);
        return EINVAL;
    }
    return add(findings, selection, choice->module, choice);
}

int selection_strategies(const char *const *words, size_t count, struct catalogue *catalogue,
                         struct findings *findings, struct selection *selection, char *why,
                         size_t why_bytes)
{
    size_t most = (count > 0 ? count : catalogue->count) + 1; /* calloc may answer NULL to 0 */
    *selection = (struct selection){
        .choices = calloc(most, sizeof(struct choice)),
        .settings = calloc(most, sizeof(char *)),
    };
    findings->strategies = calloc(most, sizeof *findings->strategies);
    findings->strategy_count = 0;
    if (selection->choices == NULL || selection->settings == NULL || findings->strategies == NULL)
        return ENOMEM;
    int error = 0;
    for (size_t i = 0; i < count && error == 0; i++)
        error = choose(words[i], catalogue, findings, selection, why, why_bytes);
    for (size_t i = 0; i < catalogue->count && count == 0 && error == 0; i++)
        if (catalogue->modules[i]->kind == KIND_STRATEGY &&
            !module_has_trait(catalogue->modules[i], "foreign"))
            error = add(findings, selection, catalogue->modules[i], NULL);
    return error;
}

void selection_release(struct selection *selection)
{
    for (size_t i = 0; i < selection->choice_count; i++)
        choice_release(&selection->choices[i]);
    free(selection->choices);
    free(selection->settings);
    *selection = (struct selection){ .choice_count = 0 };
}
