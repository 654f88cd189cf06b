/* SPDX-License-Identifier: MIT */
/* What every strategy promises. Where it is included, each row becomes something:
 *
 *     ROW(id, title, function that judges it, its deadline in seconds, the same with --thorough)
 */

/* success */
ROW("P1", "every item is run exactly once", judge_each_item_runs_once, 20, 60)
ROW("P2", "results are what a serial run gives", judge_results_match_serial, 20, 60)
ROW("P3", "results do not depend on how long items take, or in which order they end",
    judge_order_does_not_matter, 50, 120)
ROW("P4", "any number of items goes with any number of workers", judge_any_shape_works, 60, 900)
ROW("P5", "workers work at the same time, and no more of them than there are items",
    judge_workers_run_in_parallel, 30, 120)
ROW("P6", "results of any size arrive whole through channels of any size",
    judge_results_arrive_whole, 40, 600)
ROW("P7", "interrupted calls and short transfers change nothing", judge_interruptions_are_harmless,
    30, 120)

/* cleanliness */
ROW("P8", "no child is left, after success and after failure", judge_no_child_is_left, 30, 60)
ROW("P9", "the caller's other children are untouched", judge_other_children_are_untouched, 20, 60)
ROW("P10", "the caller's state is as before, and nothing grows", judge_state_is_restored, 60, 300)
ROW("P11", "no output is doubled, and no exit handler runs in a worker",
    judge_output_is_not_doubled, 20, 60)
ROW("P12", "it works with inherited signals, or refuses with a reason",
    judge_inherited_signals_work, 40, 120)
ROW("P13", "no worker holds a descriptor that is not its own", judge_descriptors_are_own, 20, 60)

/* failure */
ROW("P14", "a worker's death in an item is reported within a second",
    judge_death_in_item_is_reported, 60, 300)
ROW("P15", "a death at any other point is reported within a second",
    judge_death_elsewhere_is_reported, 60, 300)
ROW("P16", "a deadline ends what never ends", judge_deadline_ends_everything, 30, 60)
ROW("P17", "an item that misbehaves is harmless or reported", judge_wild_items_are_contained, 60,
    120)

/* ends and starts */
ROW("P18", "when the caller is killed no worker lives on", judge_workers_die_with_caller, 30, 60)
ROW("P19", "an interrupt ends everything", judge_interrupt_ends_everything, 30, 60)
ROW("P20", "a start that fails is reported, whichever step it is", judge_failed_starts_are_reported,
    90, 600)

/* composition */
ROW("P21", "it can be used again, after a failure, nested, and beside threads", judge_pool_composes,
    90, 300)
ROW("P22", "as many workers work as are claimed, and never more than asked for",
    judge_numbers_are_exclusive, 20, 60)
ROW("P23", "run returns once, in one process", judge_run_returns_once, 20, 60)
