/* SPDX-License-Identifier: MIT */
/* The second half of a history: where the series changed. */
#ifndef FORKSCALE_ANALYSE_HISTORY_CHANGES_H
#define FORKSCALE_ANALYSE_HISTORY_CHANGES_H

#include "analyse/history.h"

/* Fills in the changes of all series, whose points have values and parts, and the level of each
 * point. Returns 0 or ENOMEM. */
int history_find_changes(struct history *history, double level);

#endif
