/* SPDX-License-Identifier: MIT */
/* From the words of a command line to a module with its tunables set. */
#ifndef FORKSCALE_MODULE_CHOICE_H
#define FORKSCALE_MODULE_CHOICE_H

#include "kit/tunable.h"
#include "module/catalogue.h"
#include <stddef.h>

/* Owns its strings and values. */
struct choice {
    const struct module_info *module;
    struct values values;
    char *settings; /* those that differ from the defaults, "k=v,k=v", as the cell reads them */
    char *label;    /* "fork_static:layout=cyclic", printable */
};

/* What was asked for. */
struct module_spec {
    const char *option; /* before the words, "-s"; NULL: they stand alone */
    const char *words;
    enum module_kind kind;
};

/* Reads one "NAME[:k=v,…]" or "PATH[:k=v,…]". What holds a '/' before any ':' is a path, and its
 * module is added to the catalogue. Returns 0; EINVAL, or ENOTSUP for a module that is unavailable,
 * with a sentence in `why` that names what was typed; or ENOMEM. After an error *choice needs no
 * release. */
int choice_make(const struct module_spec *spec, struct catalogue *catalogue, struct choice *choice,
                char *why, size_t why_bytes);

void choice_release(struct choice *choice);

#endif
