/* SPDX-License-Identifier: MIT */
/* The catalogue: the modules that there are. */
#include "module/catalogue.h"
#include "kit/text.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AT_ONCE 8 /* descriptions */

const char *const module_kinds[] = {
    [KIND_STRATEGY] = "strategy",
    [KIND_WORKLOAD] = "workload",
};

static bool is_home(struct home *home, const char *folder, const char *place)
{
    const size_t bytes = PATH_MAX;
    return (size_t)snprintf(home->path, bytes, "%s%s", folder, place) < bytes &&
           (size_t)snprintf(home->cell, bytes, "%s/forkscale-cell", home->path) < bytes &&
           (size_t)snprintf(home->gnuplot, bytes, "%s/gnuplot", home->path) < bytes &&
           access(home->cell, X_OK) == 0;
}

int home_find(struct home *home, struct error *error)
{
    char program[PATH_MAX] = "";
    if (readlink("/proc/self/exe", program, sizeof program - 1) <= 0)
        return error_set_errno(error, errno,
                               "/proc/self/exe, which says where forkscale is, cannot be read; is "
                               "/proc mounted?");
    *strrchr(program, '/') = '\0';
    if (is_home(home, program, "") || is_home(home, program, "/../lib/forkscale"))
        return 0;
    return error_set(error, ENOENT,
                     "forkscale-cell is neither beside this program nor in ../lib/forkscale: build "
                     "or install again");
}

static int find_in(const char *folder, struct home *home, struct error *error)
{
    /* Modules are told apart by their paths, so these must be absolute and without links. */
    char *absolute = realpath(folder, NULL);
    bool is_found = absolute != NULL &&
                    (is_home(home, absolute, "") || is_home(home, absolute, "/lib/forkscale"));
    free(absolute);
    if (is_found)
        return 0;
    return error_set(error, ENOENT,
                     "%s has no forkscale-cell: expected a build folder, or the prefix of an "
                     "installation",
                     folder);
}

/* The name is the file's stem, made printable. */
static char *stem(const char *path)
{
    const char *base = strrchr(path, '/');
    char *name = text_printable(base != NULL ? base + 1 : path);
    if (name == NULL)
        return NULL;
    size_t length = strlen(name);
    if (length > 3 && strcmp(name + length - 3, ".so") == 0)
        name[length - 3] = '\0';
    return name;
}

/* Adds one more module, the last of the catalogue, of which nothing else is known yet. */
static int append(struct catalogue *catalogue, const char *path, enum module_kind kind)
{
    struct module_info **modules =
        realloc(catalogue->modules, (catalogue->count + 1) * sizeof(struct module_info *));
    if (modules == NULL)
        return ENOMEM;
    catalogue->modules = modules;
    struct module_info *module = malloc(sizeof *module);
    if (module == NULL)
        return ENOMEM;
    *module = (struct module_info){ .kind = kind, .name = stem(path), .path = strdup(path) };
    modules[catalogue->count++] = module;
    return module->name != NULL && module->path != NULL ? 0 : ENOMEM;
}

/* Describes the modules from `first` on, several at once: one that hangs delays no other. Returns how
 * many could be, up to the first for which there were not enough processes or descriptors. */
static size_t describe_at_once(struct catalogue *catalogue, size_t first)
{
    struct describing window[AT_ONCE];
    size_t begun = first;
    size_t described = catalogue->count;
    for (size_t i = first; i < begun || begun < described; i++) {
        for (; begun < described && begun < i + AT_ONCE; begun++)
            window[begun % AT_ONCE] =
                module_describe_begin(&catalogue->home, catalogue->modules[begun]);
        if (module_describe_end(&window[i % AT_ONCE], false) != 0 && i < described)
            described = i;
    }
    return described;
}

/* Describes the modules from `first` on. */
static int describe(struct catalogue *catalogue, size_t first)
{
    int error = 0;
    for (size_t i = describe_at_once(catalogue, first); i < catalogue->count && error == 0; i++) {
        struct module_info *module = catalogue->modules[i];
        if (module->summary != NULL || module->unavailable != NULL)
            continue; /* it was at once with the one that could not be */
        struct describing alone = module_describe_begin(&catalogue->home, module);
        error = module_describe_end(&alone, true);
    }
    return error;
}

static int is_module(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 3 && strcmp(entry->d_name + length - 3, ".so") == 0;
}

static int add_folder(struct catalogue *catalogue, const char *name, enum module_kind kind,
                      struct error *error)
{
    char folder[PATH_MAX + 32];
    snprintf(folder, sizeof folder, "%s/%s", catalogue->home.path, name);
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_module, alphasort);
    int code = count < 0 ? errno : 0;
    for (int i = 0; i < count; i++) {
        char path[sizeof folder + NAME_MAX + 1];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (code == 0)
            code = append(catalogue, path, kind);
        free(entries[i]);
    }
    free(entries);
    return code == 0 ? 0
                     : error_set_errno(error, code, "the modules in %s cannot be listed", folder);
}

/* Strategies before workloads; serial, to which all refer, before its kind; then by name. */
static int in_order(const void *left, const void *right)
{
    const struct module_info *a = *(struct module_info *const *)left;
    const struct module_info *b = *(struct module_info *const *)right;
    if (a->kind != b->kind)
        return a->kind == KIND_STRATEGY ? -1 : 1;
    bool a_serial = strcmp(a->name, "serial") == 0;
    bool b_serial = strcmp(b->name, "serial") == 0;
    if (a_serial != b_serial)
        return a_serial ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Describes what is at catalogue->home. */
static int describe_all(struct catalogue *catalogue, struct error *error)
{
    int code = add_folder(catalogue, "strategies", KIND_STRATEGY, error);
    if (code == 0)
        code = add_folder(catalogue, "workloads", KIND_WORKLOAD, error);
    if (code == 0) {
        code = describe(catalogue, 0);
        if (code != 0)
            error_set_errno(error, code, "the modules in %s", catalogue->home.path);
    }
    if (code != 0)
        catalogue_release(catalogue);
    else if (catalogue->count > 0)
        qsort(catalogue->modules, catalogue->count, sizeof(struct module_info *), in_order);
    return code;
}

int catalogue_open(struct catalogue *catalogue, struct error *error)
{
    *catalogue = (struct catalogue){ .count = 0 };
    int code = home_find(&catalogue->home, error);
    return code == 0 ? describe_all(catalogue, error) : code;
}

int catalogue_open_folder(const char *folder, struct catalogue *catalogue, struct error *error)
{
    *catalogue = (struct catalogue){ .count = 0 };
    int code = find_in(folder, &catalogue->home, error);
    return code == 0 ? describe_all(catalogue, error) : code;
}

const struct module_info *catalogue_find(const struct catalogue *catalogue, enum module_kind kind,
                                         const char *name)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct module_info *module = catalogue->modules[i];
        if (module->kind == kind && strcmp(module->name, name) == 0)
            return module;
    }
    return NULL;
}

int catalogue_add(struct catalogue *catalogue, const char *path, const struct module_info **module)
{
    char *absolute = realpath(path, NULL);
    if (absolute == NULL)
        return errno;
    int error = 0;
    size_t i = 0;
    while (i < catalogue->count && strcmp(catalogue->modules[i]->path, absolute) != 0)
        i++;
    /* Its description has its kind; KIND_STRATEGY is a guess for a broken one. */
    if (i == catalogue->count) {
        error = append(catalogue, absolute, KIND_STRATEGY);
        if (error == 0)
            error = describe(catalogue, i);
    }
    if (error == 0)
        *module = catalogue->modules[i];
    free(absolute);
    return error;
}

bool module_has_trait(const struct module_info *module, const char *trait)
{
    for (size_t i = 0; module->traits[i] != NULL; i++)
        if (strcmp(module->traits[i], trait) == 0)
            return true;
    return false;
}

void catalogue_release(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        module_release(catalogue->modules[i]);
        free(catalogue->modules[i]);
    }
    free(catalogue->modules);
    *catalogue = (struct catalogue){ .count = 0 };
}
