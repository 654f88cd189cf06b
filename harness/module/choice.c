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

/* A module on the command line: its kind, and its name or path. */
struct wanted {
    enum module_kind kind;
    char *text;
};

/* Sets "--strategy NAME: SENTENCE". A word may be hostile, so all of it is made printable. */
__attribute__((format(printf, 4, 5))) static int
refuse(const struct wanted *wanted, struct error *error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, code, format, arguments);
    va_end(arguments);
    error_prefix(error, "--%s %s", module_kinds[wanted->kind], wanted->text);
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

static int find_path(const struct wanted *wanted, struct catalogue *catalogue,
                     const struct module_info **module, struct error *error)
{
    int code = catalogue_add(catalogue, wanted->text, module);
    if (code != 0)
        return refuse(wanted, error, code == ENOMEM ? ENOMEM : EINVAL, "%s", strerror(code));
    if ((*module)->broken || (*module)->kind == wanted->kind)
        return 0;
    return refuse(wanted, error, EINVAL, "it is a %s, not a %s", module_kinds[(*module)->kind],
                  module_kinds[wanted->kind]);
}

static int find_name(const struct wanted *wanted, const struct catalogue *catalogue,
                     const struct module_info **module, struct error *error)
{
    *module = catalogue_find(catalogue, wanted->kind, wanted->text);
    if (*module != NULL)
        return 0;
    struct nearest nearest = nearest_to(wanted->text);
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->modules[i]->kind == wanted->kind)
            nearest_offer(&nearest, catalogue->modules[i]->name);
    if (nearest.best != NULL)
        return refuse(wanted, error, EINVAL, "unknown %s (did you mean '%s'?)",
                      module_kinds[wanted->kind], nearest.best);
    return refuse(wanted, error, EINVAL,
                  "unknown %s; 'forkscale list' shows all, and a module of your own is given as a "
                  "path with a '/'",
                  module_kinds[wanted->kind]);
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
    char *raw;
    if (asprintf(&raw, "%s%s%s", choice->module->name, length > 0 ? ":" : "", choice->settings) < 0)
        return ENOMEM;
    choice->label = text_printable(raw);
    free(raw);
    return choice->label != NULL ? 0 : ENOMEM;
}

static int make(struct wanted *wanted, struct catalogue *catalogue, struct choice *choice,
                struct error *error)
{
    const char *slash = strchr(wanted->text, '/');
    const char *colon = strchr(wanted->text, ':');
    bool is_path = slash != NULL && (colon == NULL || slash < colon);
    const char *settings = cut_settings(wanted->text, is_path);
    int code = is_path ? find_path(wanted, catalogue, &choice->module, error)
                       : find_name(wanted, catalogue, &choice->module, error);
    if (code != 0)
        return code;
    if (choice->module->unavailable != NULL)
        return refuse(wanted, error, ENOTSUP, "unavailable: %s", choice->module->unavailable);
    struct error problem;
    code = values_parse(&choice->values, choice->module->tunables, settings, &problem);
    if (code == EINVAL)
        return refuse(wanted, error, EINVAL, "%s", problem.text);
    if (code == 0)
        code = label(choice);
    return code == 0 ? 0 : refuse(wanted, error, code, "%s", strerror(code));
}

int choice_make(struct catalogue *catalogue, enum module_kind kind, const char *word,
                struct choice *choice, struct error *error)
{
    *choice = (struct choice){ .module = NULL };
    struct wanted wanted = { kind, strdup(word) };
    if (wanted.text == NULL)
        return error_set_errno(error, ENOMEM, "--%s", module_kinds[kind]);
    int code = make(&wanted, catalogue, choice, error);
    if (code != 0)
        choice_release(choice);
    free(wanted.text);
    return code;
}

void choice_release(struct choice *choice)
{
    values_release(&choice->values);
    free(choice->settings);
    free(choice->label);
    *choice = (struct choice){ .module = NULL };
}
