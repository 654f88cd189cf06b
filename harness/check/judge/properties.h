/* SPDX-License-Identifier: MIT */
/* The properties, by number. What each means stands above its function. */
#ifndef FORKSCALE_CHECK_JUDGE_PROPERTIES_H
#define FORKSCALE_CHECK_JUDGE_PROPERTIES_H

struct check;

/* success.c */
void judge_exactly_once(struct check *check);
void judge_results(struct check *check);
void judge_any_order(struct check *check);
void judge_shapes(struct check *check);
void judge_parallelism(struct check *check);
void judge_result_sizes(struct check *check);
void judge_interruptions(struct check *check);

/* clean.c */
void judge_children(struct check *check);
void judge_decoys(struct check *check);
void judge_state(struct check *check);

/* inherited.c */
void judge_output(struct check *check);
void judge_inherited_signals(struct check *check);

/* descriptors.c */
void judge_descriptors(struct check *check);

/* death.c */
void judge_deaths(struct check *check);

/* points.c */
void judge_death_points(struct check *check);

/* misbehaviour.c */
void judge_deadline(struct check *check);
void judge_wild_items(struct check *check);

/* ending.c */
void judge_caller_death(struct check *check);
void judge_interrupt(struct check *check);
void judge_failed_starts(struct check *check);

/* together.c */
void judge_composition(struct check *check);
void judge_numbers(struct check *check);
void judge_one_return(struct check *check);

#endif
