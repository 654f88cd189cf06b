/* SPDX-License-Identifier: MIT */
/* What a reader needs to trust a run, or to repeat it. Each returns a new object, NULL without
 * memory. results/README.md has the meaning of the facts; an unknown one is "unavailable". */
#ifndef FORKSCALE_MACHINE_MACHINE_H
#define FORKSCALE_MACHINE_MACHINE_H

#include <jansson.h>

/* The machine and its state. Takes some milliseconds. */
json_t *machine_facts(void);

/* How this program was built: { compiler, flags, git_revision, mode }. */
json_t *build_facts(void);

/* { library: version }, as loaded now; as built against where a library reports no version. */
json_t *libraries_facts(void);

#endif
