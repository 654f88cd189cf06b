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

/* Sets the label "NAME" or "NAME:k=v", printable. */
static int label(struct choice *choice, const char *name, size_t length)
{
    char *raw;
    if (asprintf(&raw, "%.*s%s%s", (int)length, name, choice->settings[0] != '\0' ? ":" : "",
                 choice->settings) < 0)
        return ENOMEM;
    free(choice->label);
    choice->label = text_printable(raw);
    free(raw);
    return choice->label != NULL ? 0 : ENOMEM;
}

static int format(struct choice *choice)
{
    const struct tunable *table = choice->module->tunables;
    size_t length = values_format(&choice->values, table, NULL, 0);
    choice->settings = malloc(length + 1);
    if (choice->settings == NULL)
        return ENOMEM;
    values_format(&choice->values, table, choice->settings, length + 1);
    return label(choice, choice->module->name, strlen(choice->module->name));
}

bool choice_is_path(const char *word)
{
    const char *slash = strchr(word, '/');
    const char *colon = strchr(word, ':');
    return slash != NULL && (colon == NULL || slash < colon);
}

static int make(struct wanted *wanted, struct catalogue *catalogue, struct choice *choice,
                struct error *error)
{
    bool is_path = choice_is_path(wanted->text);
    const char *settings = cut_settings(wanted->text, is_path);
    int code = is_path ? find_path(wanted, catalogue, &choice->module, error)
                       : find_name(wanted, catalogue, &choice->module, error);
    if (code != 0)
        return code;
    if (choice->module->unavailable != NULL)
        return refuse(wanted, error, choice->module->failed ? EIO : ENOTSUP, "unavailable: %s",
                      choice->module->unavailable);
    struct error problem;
    code = values_parse(&choice->values, choice->module->tunables, settings, &problem);
    if (code == EINVAL)
        return refuse(wanted, error, EINVAL, "%s", problem.text);
    if (code == 0)
        code = format(choice);
    return code == 0 ? 0 : refuse(wanted, error, code, "%s", strerror(code));
}

int choice_make(struct catalogue *catalogue, enum module_kind kind, const char *word,
                struct choice *choice, struct error *error)
{
    *choice = (struct choice){ .word = strdup(word) };
    struct wanted wanted = { kind, strdup(word) };
    if (wanted.text == NULL || choice->word == NULL) {
        choice_release(choice);
        free(wanted.text);
        return error_set_errno(error, ENOMEM, "--%s", module_kinds[kind]);
    }
    int code = make(&wanted, catalogue, choice, error);
    if (code != 0)
        choice_release(choice);
    free(wanted.text);
    return code;
}

/* --- modules of one name ---------------------------------------------------------------------- */

/* Of forkscale's own: in strategies/ or workloads/ of home. What a user builds below home is not. */
static bool is_own(const struct catalogue *catalogue, const struct module_info *module)
{
    size_t length = strlen(catalogue->home.path);
    if (strncmp(module->path, catalogue->home.path, length) != 0)
        return false;
    const char *folder = module->kind == KIND_STRATEGY ? "/strategies/" : "/workloads/";
    const char *rest = module->path + length;
    return strncmp(rest, folder, strlen(folder)) == 0 && strchr(rest + strlen(folder), '/') == NULL;
}

/* The end of the path with this many folders in it; all of it where it has fewer. */
static const char *path_end(const char *path, size_t folders)
{
    const char *end = path + strlen(path);
    for (; end > path; end--)
        if (end[-1] == '/' && folders-- == 0)
            break;
    return end;
}

static bool is_twin(const struct choice *one, const struct choice *other)
{
    return one->module != other->module && strcmp(one->module->name, other->module->name) == 0;
}

/* How many folders distinguish a choice from all others of its name: 0 where there is no other. */
static size_t find_folders(const struct choice *choices, size_t count, const struct choice *choice)
{
    size_t folders = 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = choice->module->path;
        const char *other = choices[i].module->path;
        if (!is_twin(&choices[i], choice))
            continue;
        folders = folders > 0 ? folders : 1;
        while (path_end(path, folders) > path &&
               strcmp(path_end(path, folders), path_end(other, folders)) == 0)
            folders++;
    }
    return folders;
}

int choices_distinguish(const struct catalogue *catalogue, struct choice *choices, size_t count,
                        struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        size_t folders = find_folders(choices, count, &choices[i]);
        const char *name = path_end(choices[i].module->path, folders);
        size_t length = strlen(name);
        if (length > 3 && strcmp(name + length - 3, ".so") == 0)
            length -= 3;
        if (folders > 0 && !is_own(catalogue, choices[i].module) &&
            label(&choices[i], name, length) != 0)
            return error_set_errno(error, ENOMEM, "--%s", module_kinds[choices[i].module->kind]);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(choices[i].label, choices[j].label) == 0)
                return error_set(error, EINVAL,
                                 "--%s: %s and %s would have the same name in the results; rename "
                                 "one",
                                 module_kinds[choices[i].module->kind], choices[j].module->path,
                                 choices[i].module->path);
    return 0;
}

void choice_release(struct choice *choice)
{
    values_release(&choice->values);
    free(choice->word);
    free(choice->settings);
    free(choice->label);
    *choice = (struct choice){ .module = NULL };
}
