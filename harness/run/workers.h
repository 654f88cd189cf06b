/* SPDX-License-Identifier: MIT */
/* Lists of worker counts. */
#ifndef FORKSCALE_RUN_WORKERS_H
#define FORKSCALE_RUN_WORKERS_H

#include "kit/error.h"
#include <stddef.h>

/* Reads "1,2,4-8,cores" ("cores" is the usable processors) into `counts`, which holds `most`,
 * sorted and without repeats. NULL stands for the default: powers of two up to the processors, the
 * processors, and twice as many, to show what oversubscription costs. Returns 0, EINVAL
 * or ENOMEM. */
int workers_parse(const char *text, unsigned processors, unsigned *counts, size_t most,
                  size_t *count, struct error *error);

#endif
