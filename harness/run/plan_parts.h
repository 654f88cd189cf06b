/* SPDX-License-Identifier: MIT */
/* Parts of plan_make. */
#ifndef FORKSCALE_RUN_PLAN_PARTS_H
#define FORKSCALE_RUN_PLAN_PARTS_H

#include "kit/board.h"
#include "run/plan.h"

/* Marks the numbers of workers that are wanted. The default is powers of two up to the processors,
 * and the processors. Returns 0, or EINVAL with a sentence. */
int plan_choose_workers(const struct plan_request *request,
                        bool wanted[static BOARD_WORKERS_MAX + 1], struct error *error);

/* The sizes of ballast, each once, in the order given; 0 alone is the default. Returns 0, or EINVAL
 * with a sentence. */
int plan_choose_ballasts(const struct plan_request *request,
                         struct ballast ballasts[static PLAN_BALLASTS_MAX], size_t *count,
                         struct error *error);

/* Finds the modules of the plan in the base build, if there is one. Modules given by a path are the
 * same in both. The rest is found by its name, which may be missing. Workloads get the tunables
 * that they have in this build, strategies those of the command line. Returns 0; ENOENT where
 * nothing is left to compare, or EINVAL, with a sentence; or ENOMEM. */
int plan_choose_base(struct plan *plan, struct catalogue *own, struct error *error);

/* Whether the cell of this build has one in the base build. */
bool plan_has_base(const struct plan *plan, const struct plan_cell *cell);

void plan_release_base(struct plan *plan);

/* Drops the cells that --filter leaves out. Returns 0; or, with a sentence, EINVAL for a pattern that
 * is refused, or ENOENT where no cell is left. */
int plan_filter(struct plan *plan, struct error *error);

void plan_release_cell(struct plan_cell *cell);

#endif
