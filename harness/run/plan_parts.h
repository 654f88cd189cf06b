/* SPDX-License-Identifier: MIT */
/* Parts of plan_make. */
#ifndef FORKSCALE_RUN_PLAN_PARTS_H
#define FORKSCALE_RUN_PLAN_PARTS_H

#include "kit/board.h"
#include "run/plan.h"

/* Marks the numbers of workers that are wanted. The default is powers of two up to the processors, and
 * the processors. Returns 0, or EINVAL with a sentence. */
int plan_choose_workers(const struct plan_request *request,
                        bool wanted[static BOARD_WORKERS_MAX + 1], struct error *error);

#endif
