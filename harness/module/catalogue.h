/* SPDX-License-Identifier: MIT */
/* The catalogue: the modules found, with their descriptions. The conductor never loads a module: it
 * asks `forkscale-cell --describe`, in a process for each, so that a module that crashes
 * costs its own entry only. A module that cannot be described is an entry with the reason; a folder
 * that cannot be read is an error.
 */
#ifndef FORKSCALE_MODULE_CATALOGUE_H
#define FORKSCALE_MODULE_CATALOGUE_H

#include "kit/error.h"
#include "kit/tunable.h"
#include "process/supervisor.h"
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum module_kind { KIND_STRATEGY, KIND_WORKLOAD };

/* "strategy" and "workload". */
extern const char *const module_kinds[];

#define MODULE_TRAITS_MAX 8

/* Owns its strings. */
struct module_info {
    enum module_kind kind;
    char *name;        /* the file's stem, printable */
    char *path;        /* absolute */
    char *summary;     /* NULL if it could not be described */
    char *unavailable; /* why it cannot run here, or what was wrong with it; NULL when it can */
    char *runtime;     /* "Python 3.11.2": what it runs in; NULL when it is nothing else */
    bool broken;       /* it could not be described: nothing but name and path is known */
    bool failed;       /* … because something failed, and not because of what the file is */
    char *traits[MODULE_TRAITS_MAX + 1]; /* names, ended by NULL */
    struct tunable tunables[TUNABLES_MAX];
    char *text; /* the description, into which traits and tunables point */
};

/* Where the pieces of forkscale are: beside the program in a build folder, else in
 * ../lib/forkscale. */
struct home {
    char path[PATH_MAX];    /* with strategies/, workloads/ and gnuplot/ */
    char cell[PATH_MAX];    /* forkscale-cell */
    char gnuplot[PATH_MAX]; /* folder of the gnuplot scripts */
};

struct catalogue {
    struct home home;
    /* Strategies, then workloads, by name, serial first; then those that were added. */
    struct module_info **modules;
    size_t count;
};

/* Finds forkscale's pieces from where the running program is. Returns 0 or ENOENT. */
int home_find(struct home *home, struct error *error);

/* Describes all modules found at home. Returns 0 or an errno number. After an error *catalogue
 * needs no release. */
int catalogue_open(struct catalogue *catalogue, struct error *error);

/* The same for another build: `folder` is a build folder, or the prefix of an installation. ENOENT
 * if it has no forkscale-cell. */
int catalogue_open_folder(const char *folder, struct catalogue *catalogue, struct error *error);

/* The module of that kind with this name, or NULL. */
const struct module_info *catalogue_find(const struct catalogue *catalogue, enum module_kind kind,
                                         const char *name);

/* Adds a user's own module, by a path with a '/' in it. The entry may be broken or of the other
 * kind: the caller looks. A path that is in the catalogue already is not described again. Entries
 * never move. Returns 0 or an errno number. */
int catalogue_add(struct catalogue *catalogue, const char *path, const struct module_info **module);

/* A module whose description is under way. */
struct describing {
    struct module_info *module;
    struct supervisor supervisor;
    int error; /* errno number: it could not be started */
};

/* Begins to describe the module, of which path, name and kind are known, in a child. */
struct describing module_describe_begin(const struct home *home, struct module_info *module);

/* Waits for the description. A module that cannot be described is an entry too, with `broken` set,
 * `kind` as it was, and the reason in `unavailable`. Returns 0 or ENOMEM; or, unless it is the last
 * try, the errno number for which no process could be started, and then the module is as before. */
int module_describe_end(struct describing *describing, bool is_last_try);

void module_release(struct module_info *module);

bool module_has_trait(const struct module_info *module, const char *trait);

void catalogue_release(struct catalogue *catalogue);

#endif
