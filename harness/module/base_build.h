/* SPDX-License-Identifier: MIT */
/* The base build: another build of forkscale, whose cells are measured beside those of this one. */
#ifndef FORKSCALE_MODULE_BASE_BUILD_H
#define FORKSCALE_MODULE_BASE_BUILD_H

#include "kit/error.h"
#include "module/catalogue.h"
#include "process/interrupt.h"

/* Owns its strings. */
struct base_build {
    const char *name; /* the folder or revision, as it was given; borrowed */
    struct catalogue catalogue;
    char *version;  /* "0.1.0"; NULL: not known */
    char *revision; /* of git; NULL: not known */
    char *settings; /* compilers and flags, as its Makefile keeps them; NULL: not known */
};

/* Opens the build that `name` names: a build folder, the prefix of an installation, or a git
 * revision. A revision is built by scripts/build-revision of the source tree in which `own` is,
 * into own/revisions, unless it is there already; `interrupt` ends that. A name that is both is the
 * folder. Returns 0; or, with a sentence, ENOENT where it is neither, ECHILD where the revision
 * could not be built, ECANCELED when interrupted, or an errno of describing its modules. After an
 * error *base needs no release. */
int base_build_open(const char *name, const struct home *own, struct interrupt *interrupt,
                    struct base_build *base, struct error *error);

/* Whether opening it builds something, which takes a while. */
bool base_build_is_revision(const char *name);

/* Whether both builds are known to have been made with other compilers or flags. */
bool base_build_differs(const struct base_build *base, const struct home *own);

void base_build_release(struct base_build *base);

#endif
