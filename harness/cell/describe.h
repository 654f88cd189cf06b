/* SPDX-License-Identifier: MIT */
/* What a module is, as lines for the conductor, which must not load it. */
#ifndef FORKSCALE_CELL_DESCRIBE_H
#define FORKSCALE_CELL_DESCRIBE_H

#include <stdio.h>

/* Loads the module `path` and prints its description: a line a fact, key and fields separated by
 * tabs, control characters in texts replaced by spaces; the last line is "end", so that a module
 * that dies half-way is noticed.
 *
 *     kind         strategy | workload
 *     summary      TEXT
 *     unavailable  REASON                                    only where it is
 *     runtime      TEXT                                      what it runs in, only where it is asked
 *     trait        NAME                                      a line each
 *     integer      NAME  MIN  MAX  DEFAULT  HELP              a line a tunable, in row order
 *     choice       NAME  CHOICES  DEFAULT-INDEX  HELP
 *     text         NAME  DEFAULT  HELP
 *     end
 *
 * Or one line "error" with a sentence. Returns 0 or an errno number. */
int describe(const char *path, FILE *out);

#endif
