/* SPDX-License-Identifier: MIT */
/* What must be known after a failure; each breaks the property when it is not. */
#ifndef FORKSCALE_CHECK_JUDGE_EXPECT_H
#define FORKSCALE_CHECK_JUDGE_EXPECT_H

#include "check/judge/check.h"

/* Each item has begun and ended as often as there were runs. */
void expect_counts(struct check *check, const struct scenario *scenario);

/* Each item is in one state, and whatever is done is right. */
void expect_states(struct check *check);

/* Items that ended well, long before another worker died, are not lost. */
void expect_kept(struct check *check);

/* The run returned within a second of the death, or of the end of the chunk that a caller which
 * works had in hand then. */
void expect_in_time(struct check *check);

/* The error names the worker that died, how it ended, and with `in_item` the item in hand. */
void expect_named(struct check *check, bool in_item);

/* Descriptors, signals, names and all that state.h has are as they were before open. */
void expect_same_state(struct check *check);

/* No child, process or other state is left, and no decoy was hit. */
void expect_clean(struct check *check);

/* No child of the caller is left after close; and no process after the caller, or the property is
 * broken by `code`. */
void expect_no_child(struct check *check);
void expect_no_orphan(struct check *check, enum break_code code);

/* The caller itself ended as the fault ends a process. */
void expect_own_end(struct check *check);

#endif
