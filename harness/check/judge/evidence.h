/* SPDX-License-Identifier: MIT */
/* What a break shows, and what it does not. */
#ifndef FORKSCALE_CHECK_JUDGE_EVIDENCE_H
#define FORKSCALE_CHECK_JUDGE_EVIDENCE_H

#include "check/judge/check.h"

/* After a scenario whose results are wrong: BREAK_ITEM_RUN_TWICE or BREAK_ITEM_NOT_RUN where the
 * counts of the items say so, else the code that is given. */
enum break_code evidence_of_counts(const struct check *check, enum break_code otherwise);

/* The property has just been broken. Where the code puts that down to what is unusual about the
 * case, and the strategy breaks without it, too, only the observation stays. Plays scenarios. */
void evidence_weigh(struct check *check);

#endif
