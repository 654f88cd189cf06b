/* SPDX-License-Identifier: MIT */
/* The properties, by number. What each means stands above its function. */
#ifndef FORKSCALE_CHECK_JUDGE_PROPERTIES_H
#define FORKSCALE_CHECK_JUDGE_PROPERTIES_H

struct check;

void judge_each_item_runs_once(struct check *check);
void judge_results_match_serial(struct check *check);
void judge_order_does_not_matter(struct check *check);
void judge_any_shape_works(struct check *check);
void judge_workers_run_in_parallel(struct check *check);
void judge_results_arrive_whole(struct check *check);
void judge_interruptions_are_harmless(struct check *check);
void judge_no_child_is_left(struct check *check);
void judge_other_children_are_untouched(struct check *check);
void judge_state_is_restored(struct check *check);
void judge_output_is_not_doubled(struct check *check);
void judge_inherited_signals_work(struct check *check);
void judge_descriptors_are_own(struct check *check);
void judge_death_in_item_is_reported(struct check *check);
void judge_death_elsewhere_is_reported(struct check *check);
void judge_deadline_ends_everything(struct check *check);
void judge_wild_items_are_contained(struct check *check);
void judge_workers_die_with_caller(struct check *check);
void judge_interrupt_ends_everything(struct check *check);
void judge_failed_starts_are_reported(struct check *check);
void judge_pool_composes(struct check *check);
void judge_numbers_are_exclusive(struct check *check);
void judge_run_returns_once(struct check *check);

#endif
