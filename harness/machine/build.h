/* SPDX-License-Identifier: MIT */
/* The measuring program: how it was built, and the libraries that it runs with. */
#ifndef FORKSCALE_MACHINE_BUILD_H
#define FORKSCALE_MACHINE_BUILD_H

#include <jansson.h>

/* { compiler, flags, git_revision, mode }; NULL without memory. */
json_t *build_facts(void);

/* { library: version }, as loaded now; as built against where a library does not tell. NULL without
 * memory. */
json_t *libraries_facts(void);

#endif
