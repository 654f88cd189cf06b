/* SPDX-License-Identifier: MIT */
/* From the words of -w and -s to a module with its tunables set. */
#include "conduct/choice.h"
#include "conduct/nearest.h"
#include "record/text.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *option;
    const char *noun;
} kinds[] = {
    [KIND_STRATEGY] = { "-s", "strategy" },
    [KIND_WORKLOAD] = { "-w", "workload" },
};

struct sentence {
    char *text;
    size_t bytes;
};

/* Words may be hostile, so the sentence is made printable as a whole. */
__attribute__((format(printf, 3, 4))) static int refuse(struct sentence why, int error,
                                                        const char *format, ...)
{
    char raw[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw, sizeof raw, format, arguments);
    va_end(arguments);
    char *printable = text_printable(raw);
    snprintf(why.text, why.bytes, "%s", printable != NULL ? printable : strerror(ENOMEM));
    free(printable);
    return error;
}

/* Cuts the words into module and settings. A path may hold a ':' itself: its settings begin after
 * ".so". */
static char *cut_settings(char *words, bool is_path)
{
    char *colon = strchr(words, ':');
    if (is_path) {
        char *end = strstr(words, ".so:");
        colon = end != NULL ? end + 3 : NULL;
    }
    if (colon == NULL)
        return words + strlen(words);
    *colon = '\0';
    return colon + 1;
}

static int find_path(const char *path, enum module_kind kind, struct catalogue *catalogue,
                     const struct module_info **module, struct sentence why)
{
    int error = catalogue_add(catalogue, path, module);
    if (error == ENOMEM)
        return error;
    if (error != 0)
        return refuse(why, EINVAL, "%s %s: %s", kinds[kind].option, path, strerror(error));
    if (!(*module)->broken && (*module)->kind != kind)
        return refuse(why, EINVAL, "%s %s: it is a %s, and %s takes a %s", kinds[kind].option, path,
                      kinds[(*module)->kind].noun, kinds[kind].option, kinds[kind].noun);
    return 0;
}

static int find_name(const char *name, enum module_kind kind, const struct catalogue *catalogue,
                     const struct module_info **module, struct sentence why)
{
    *module = catalogue_find(catalogue, kind, name);
    if (*module != NULL)
        return 0;
    struct nearest nearest = nearest_to(name);
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->modules[i]->kind == kind)
            nearest_offer(&nearest, catalogue->modules[i]->name);
    if (nearest.best != NULL)
        return refuse(why, EINVAL, "%s %s: there is no %s of this name; did you mean %s?",
                      kinds[kind].option, name, kinds[kind].noun, nearest.best);
    return refuse(why, EINVAL,
                  "%s %s: there is no %s of this name; `forkscale list` shows them, and a module "
                  "of your own is given as a path with a '/'",
                  kinds[kind].option, name, kinds[kind].noun);
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

static int make(char *words, enum module_kind kind, struct catalogue *catalogue,
                struct choice *choice, struct sentence why)
{
    const char *slash = strchr(words, '/');
    const char *colon = strchr(words, ':');
    bool is_path = slash != NULL && (colon == NULL || slash < colon);
    const char *settings = cut_settings(words, is_path);
    int error = is_path ? find_path(words, kind, catalogue, &choice->module, why)
                        : find_name(words, kind, catalogue, &choice->module, why);
    if (error != 0)
        return error;
    if (choice->module->unavailable != NULL)
        return refuse(why, ENOTSUP, "%s %s: unavailable: %s", kinds[kind].option, words,
                      choice->module->unavailable);
    char problem[512];
    error =
        values_parse(&choice->values, choice->module->tunables, settings, problem, sizeof problem);
    if (error == EINVAL)
        return refuse(why, EINVAL, "%s %s: %s", kinds[kind].option, words, problem);
    return error != 0 ? error : label(choice);
}

int choice_make(const char *words, enum module_kind kind, struct catalogue *catalogue,
                struct choice *choice, char *why, size_t why_bytes)
{
    *choice = (struct choice){ .module = NULL };
    char *copy = strdup(words);
    if (copy == NULL)
        return ENOMEM;
    int error =
        make(copy, kind, catalogue, choice, (struct sentence){ .text = why, .bytes = why_bytes });
    if (error != 0)
        choice_release(choice);
    free(copy);
    return error;
}

void choice_release(struct choice *choice)
{
    values_release(&choice->values);
    free(choice->settings);
    free(choice->label);
    *choice = (struct choice){ .module = NULL };
}
