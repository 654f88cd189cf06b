/* SPDX-License-Identifier: MIT */
/* From a word of a command line to a module with its tunables set. */
#include "module/choice.h"
#include "kit/nearest.h"
#include "kit/text.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nouns[] = {
    [KIND_STRATEGY] = "strategy",
    [KIND_WORKLOAD] = "workload",
};

/* Sets "-s NAME: SENTENCE", or "NAME: SENTENCE" where it stands alone; `spec` has the name only. A
 * word may be hostile, so all of it is made printable. */
__attribute__((format(printf, 4, 5))) static int
refuse(const struct module_spec *spec, struct error *error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, code, format, arguments);
    va_end(arguments);
    if (spec->option != NULL)
        error_prefix(error, "%s %s", spec->option, spec->text);
    else
        error_prefix(error, "%s", spec->text);
    char *printable = text_printable(error->text);
    error_set(error, code, "%s", printable != NULL ? printable : strerror(ENOMEM));
    free(printable);
    return code;
}

/* Cuts "NAME:k=v" after the name, and returns the settings. A path may hold a ':' itself: its
 * settings begin after ".so". */
static char *cut_settings(char *text, bool is_path)
{
    char *colon = strchr(text, ':');
    if (is_path) {
        char *end = strstr(text, ".so:");
        colon = end != NULL ? end + 3 : NULL;
    }
    if (colon == NULL)
        return text + strlen(text);
    *colon = '\0';
    return colon + 1;
}

static int find_path(const struct module_spec *spec, struct catalogue *catalogue,
                     const struct module_info **module, struct error *error)
{
    int code = catalogue_add(catalogue, spec->text, module);
    if (code != 0)
        return refuse(spec, error, code == ENOMEM ? ENOMEM : EINVAL, "%s", strerror(code));
    const char *noun = nouns[(*module)->kind];
    if ((*module)->broken || (*module)->kind == spec->kind)
        return 0;
    if (spec->option == NULL)
        return refuse(spec, error, EINVAL, "it is a %s, not a %s", noun, nouns[spec->kind]);
    return refuse(spec, error, EINVAL, "it is a %s, and %s takes a %s", noun, spec->option,
                  nouns[spec->kind]);
}

static int find_name(const struct module_spec *spec, const struct catalogue *catalogue,
                     const struct module_info **module, struct error *error)
{
    *module = catalogue_find(catalogue, spec->kind, spec->text);
    if (*module != NULL)
        return 0;
    struct nearest nearest = nearest_to(spec->text);
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->modules[i]->kind == spec->kind)
            nearest_offer(&nearest, catalogue->modules[i]->name);
    if (nearest.best != NULL)
        return refuse(spec, error, EINVAL, "unknown %s (did you mean '%s'?)", nouns[spec->kind],
                      nearest.best);
    return refuse(spec, error, EINVAL,
                  "unknown %s; 'forkscale list' shows all, and a module of your own is given as a "
                  "path with a '/'",
                  nouns[spec->kind]);
}

/* "name" or "name:k=v", printable. */
static int label(struct choice *choice)
{
    const struct tunable *table = choice->module->tunables;
    size_t length = values_format(&choice->values, table, NULL, 0);
    choice->settings = malloc(length + 1);
    if (choice->settings == NULL)
        return ENOMEM;
    values_format(&choice->values, table, choice->settings, length + 1);

    size_t bytes = strlen(choice->module->name) + 1 + length + 1;
    char *raw = malloc(bytes);
    if (raw == NULL)
        return ENOMEM;
    snprintf(raw, bytes, "%s%s%s", choice->module->name, length > 0 ? ":" : "", choice->settings);
    choice->label = text_printable(raw);
    free(raw);
    return choice->label != NULL ? 0 : ENOMEM;
}

/* `text` is a copy of the spec's, to be cut. */
static int make(const struct module_spec *spec, char *text, struct catalogue *catalogue,
                struct choice *choice, struct error *error)
{
    const char *slash = strchr(text, '/');
    const char *colon = strchr(text, ':');
    bool is_path = slash != NULL && (colon == NULL || slash < colon);
    const char *settings = cut_settings(text, is_path);
    const struct module_spec named = { spec->option, text, spec->kind };
    int code = is_path ? find_path(&named, catalogue, &choice->module, error)
                       : find_name(&named, catalogue, &choice->module, error);
    if (code != 0)
        return code;
    if (choice->module->unavailable != NULL)
        return refuse(&named, error, ENOTSUP, "unavailable: %s", choice->module->unavailable);
    struct error problem;
    code = values_parse(&choice->values, choice->module->tunables, settings, &problem);
    if (code == EINVAL)
        return refuse(&named, error, EINVAL, "%s", problem.text);
    if (code == 0)
        code = label(choice);
    return code == 0 ? 0 : refuse(&named, error, code, "%s", strerror(code));
}

int choice_make(const struct module_spec *spec, struct catalogue *catalogue, struct choice *choice,
                struct error *error)
{
    *choice = (struct choice){ .module = NULL };
    char *text = strdup(spec->text);
    if (text == NULL)
        return refuse(spec, error, ENOMEM, "%s", strerror(ENOMEM));
    int code = make(spec, text, catalogue, choice, error);
    if (code != 0)
        choice_release(choice);
    free(text);
    return code;
}

void choice_release(struct choice *choice)
{
    values_release(&choice->values);
    free(choice->settings);
    free(choice->label);
    *choice = (struct choice){ .module = NULL };
}
