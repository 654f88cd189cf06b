/* SPDX-License-Identifier: MIT */
/* Whether the base build can be measured in the same run. */
#ifndef FORKSCALE_RUN_BASE_CHECK_H
#define FORKSCALE_RUN_BASE_CHECK_H

#include "run/measure.h"

/* Makes the reference of each workload in the base build, too, and compares it with that of this
 * build: a cell of a version that this one cannot read, or a workload with other items, is found
 * before anything is measured. Without a base build, there is nothing to check. Returns 0, also
 * when interrupted; or, with a sentence, EPROTO where the base build cannot be measured, or EXDEV
 * where a workload differs; or ENOMEM. */
int base_check(const struct plan *plan, const struct reference *references,
               struct interrupt *interrupt, struct error *error);

#endif
