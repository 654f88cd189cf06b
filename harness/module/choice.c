/* SPDX-License-Identifier: MIT */
/* From the words of a command line to a module with its tunables set. */
#include "module/choice.h"
#include "kit/text.h"
#include "module/nearest.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nouns[] = {
    [KIND_STRATEGY] = "strategy",
    [KIND_WORKLOAD] = "workload",
};

/* Why a spec is refused: "-s NAME: …", or "NAME: …" where it stands alone. */
struct sentence {
    const char *option;
    const char *name;
    char *text;
    size_t bytes;
};

/* Words may be hostile, so the sentence is made printable as a whole. */
__attribute__((format(printf, 3, 4))) static int refuse(struct sentence why, int error,
                                                        const char *format, ...)
{
    char raw[1024];
    int length = snprintf(raw, sizeof raw, "%s%s%s: ", why.option != NULL ? why.option : "",
                          why.option != NULL ? " " : "", why.name);
    size_t used = (size_t)length < sizeof raw ? (size_t)length : sizeof raw - 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(raw + used, sizeof raw - used, format, arguments);
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

static int find_path(enum module_kind kind, struct catalogue *catalogue,
                     const struct module_info **module, struct sentence why)
{
    int error = catalogue_add(catalogue, why.name, module);
    if (error == ENOMEM)
        return error;
    if (error != 0)
        return refuse(why, EINVAL, "%s", strerror(error));
    const char *noun = nouns[(*module)->kind];
    if ((*module)->broken || (*module)->kind == kind)
        return 0;
    if (why.option == NULL)
        return refuse(why, EINVAL, "it is a %s, and no %s", noun, nouns[kind]);
    return refuse(why, EINVAL, "it is a %s, and %s takes a %s", noun, why.option, nouns[kind]);
}

static int find_name(enum module_kind kind, const struct catalogue *catalogue,
                     const struct module_info **module, struct sentence why)
{
    *module = catalogue_find(catalogue, kind, why.name);
    if (*module != NULL)
        return 0;
    struct nearest nearest = nearest_to(why.name);
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->modules[i]->kind == kind)
            nearest_offer(&nearest, catalogue->modules[i]->name);
    if (nearest.best != NULL)
        return refuse(why, EINVAL, "there is no %s of this name; did you mean %s?", nouns[kind],
                      nearest.best);
    return refuse(why, EINVAL,
                  "there is no %s of this name; `forkscale list` shows them, and a module of your "
                  "own is given as a path with a '/'",
                  nouns[kind]);
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

/* `words` is a copy of the spec's, to be cut. */
static int make(const struct module_spec *spec, char *words, struct catalogue *catalogue,
                struct choice *choice, struct sentence why)
{
    const char *slash = strchr(words, '/');
    const char *colon = strchr(words, ':');
    bool is_path = slash != NULL && (colon == NULL || slash < colon);
    const char *settings = cut_settings(words, is_path);
    why.name = words;
    int error = is_path ? find_path(spec->kind, catalogue, &choice->module, why)
                        : find_name(spec->kind, catalogue, &choice->module, why);
    if (error != 0)
        return error;
    if (choice->module->unavailable != NULL)
        return refuse(why, ENOTSUP, "unavailable: %s", choice->module->unavailable);
    struct error problem;
    error = values_parse(&choice->values, choice->module->tunables, settings, &problem);
    if (error == EINVAL)
        return refuse(why, EINVAL, "%s", problem.text);
    return error != 0 ? error : label(choice);
}

int choice_make(const struct module_spec *spec, struct catalogue *catalogue, struct choice *choice,
                char *why, size_t why_bytes)
{
    *choice = (struct choice){ .module = NULL };
    char *words = strdup(spec->words);
    if (words == NULL)
        return ENOMEM;
    int error = make(spec, words, catalogue, choice,
                     (struct sentence){ .option = spec->option, .text = why, .bytes = why_bytes });
    if (error != 0)
        choice_release(choice);
    free(words);
    return error;
}

void choice_release(struct choice *choice)
{
    values_release(&choice->values);
    free(choice->settings);
    free(choice->label);
    *choice = (struct choice){ .module = NULL };
}
