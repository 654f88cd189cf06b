/* SPDX-License-Identifier: MIT */
/* Parts of properties that are subjects of their own. */
#ifndef FORKSCALE_CHECK_JUDGE_PARTS_H
#define FORKSCALE_CHECK_JUDGE_PARTS_H

struct check;

/* P5: workers may use as many processors as there are. */
void judge_placement(struct check *check);

/* P15: a pool whose processes have nothing to do uses no processor time. */
void judge_waiting(struct check *check);

/* P16: only the caller's deadline ends a run. */
void judge_patience(struct check *check);

/* P22: the parts of a run's time are what they are. */
void judge_split(struct check *check);

#endif
