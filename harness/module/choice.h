/* SPDX-License-Identifier: MIT */
/* From a word of a command line to a module with its tunables set. */
#ifndef FORKSCALE_MODULE_CHOICE_H
#define FORKSCALE_MODULE_CHOICE_H

#include "kit/error.h"
#include "kit/tunable.h"
#include "module/catalogue.h"

/* A module with its tunables set. Owns its strings and values. */
struct choice {
    const struct module_info *module;
    char *word; /* as it was given */
    struct values values;
    char *settings; /* those that differ from the defaults, "k=v,k=v", as the cell reads them */
    char *label;    /* "fork_static:schedule=cyclic", printable */
};

/* Finds a module and sets its tunables. `word` is "NAME[:k=v,…]" or "PATH[:k=v,…]"; with a '/'
 * before any ':' it is a path, whose module is added to the catalogue. Returns 0; or, with a
 * sentence that begins with the option --strategy or --workload, EINVAL, ENOTSUP for a module that
 * is unavailable, EIO for one that could not be described because something failed, or ENOMEM. After an error *choice needs no release. */
int choice_make(struct catalogue *catalogue, enum module_kind kind, const char *word,
                struct choice *choice, struct error *error);

/* Whether `word` names a module by a path. */
bool choice_is_path(const char *word);

/* Where modules of one name are in several files, puts folders of their paths in front of the
 * labels of those that are not forkscale's own, as many as distinguish them: "old/pool" and
 * "new/pool". Returns 0; EINVAL with a sentence where even whole paths look alike; or ENOMEM. */
int choices_distinguish(const struct catalogue *catalogue, struct choice *choices, size_t count,
                        struct error *error);

void choice_release(struct choice *choice);

#endif
