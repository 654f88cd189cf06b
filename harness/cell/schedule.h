/* SPDX-License-Identifier: MIT */
/* The schedule of a cell: the tunables that every strategy with schedules has, and what they
 * make. */
#ifndef FORKSCALE_CELL_SCHEDULE_H
#define FORKSCALE_CELL_SCHEDULE_H

#include "kit/schedule_tunable.h"
#include "strategies/strategy.h"

/* Returns 0, or ELIBBAD with a sentence if the schedules of a strategy make no sense, or if its own
 * tunables leave no room for those of the schedule. */
int schedule_check(const struct strategy *strategy, struct error *error);

/* Fills `rows` with the strategy's tunables and, if it has schedules, those of the schedule behind
 * them, which point to `names`. */
void schedule_rows(const struct strategy *strategy, struct tunable rows[static TUNABLES_MAX],
                   char names[static SCHEDULE_NAMES_BYTES]);

/* Works out the schedule that `values`, in the order of schedule_rows, name for this job. What they
 * leave open of the costs of items comes from `profile`. Of a strategy without schedules it is
 * zeroed. Returns 0 or an errno number with a sentence; release by schedule_close. */
int schedule_make(struct schedule *schedule, const struct strategy *strategy,
                  const struct value *values, const struct job *job, const struct profile *profile,
                  struct error *error);

#endif
