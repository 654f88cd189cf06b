/* SPDX-License-Identifier: MIT */
/* One module's entry in the catalogue, from what forkscale-cell --describe prints of it. */
#ifndef FORKSCALE_MODULE_DESCRIBE_H
#define FORKSCALE_MODULE_DESCRIBE_H

#include "module/catalogue.h"

/* Describes the module at `path`, an absolute one, in a child. A module that cannot be described is
 * an entry too, with `broken` set, `kind` as given, and the reason in `unavailable`. Returns 0 or
 * ENOMEM. */
int module_describe(const struct home *home, const char *path, enum module_kind kind,
                    struct module_info *module);

void module_release(struct module_info *module);

#endif
