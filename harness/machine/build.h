/* SPDX-License-Identifier: MIT */
/* What measured: how this program was built, and the libraries that it runs with. */
#ifndef FORKSCALE_MACHINE_BUILD_H
#define FORKSCALE_MACHINE_BUILD_H

#include <jansson.h>

/* Makes { compiler, flags, git_revision, mode }. Returns 0 or ENOMEM; the caller owns *facts. */
int build_describe(json_t **facts);

/* Makes { library: version }, as loaded now; where a library does not tell, as built against.
 * Returns 0 or ENOMEM; the caller owns *facts. */
int libraries_describe(json_t **facts);

#endif
