/* SPDX-License-Identifier: MIT */
/* Lists of worker counts. */
#ifndef FORKSCALE_RUN_WORKERS_H
#define FORKSCALE_RUN_WORKERS_H

#include "run/plan.h"
#include <stddef.h>

/* Reads words like "2", "4-8" and "cores" (the usable processors) into `counts`, which holds `most`,
 * sorted and without repeats. No words stand for the default: powers of two up to the processors, the
 * processors, and twice as many, to show what oversubscription costs. Returns 0 or EINVAL. */
int workers_parse(const struct plan_words *words, unsigned processors, unsigned *counts,
                  size_t most, size_t *count, struct error *error);

#endif
