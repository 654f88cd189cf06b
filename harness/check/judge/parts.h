/* SPDX-License-Identifier: MIT */
/* Parts of properties that have a file of their own. Each plays scenarios until one is broken. */
#ifndef FORKSCALE_CHECK_JUDGE_PARTS_H
#define FORKSCALE_CHECK_JUDGE_PARTS_H

struct check;

/* --- storms.c: the timing between processes is loosened --------------------------------------- */

/* Items run once, whenever a process is preempted. */
void storms_judge_claims(struct check *check);

/* One of them, or the caller, is stopped where one run meets the next. */
void storms_judge_seams(struct check *check);

/* Workers are stopped and continued. */
void storms_judge_stops(struct check *check);

/* Waits return early. */
void storms_judge_wakeups(struct check *check);

/* Workers come late from the run before. */
void storms_judge_late_workers(struct check *check);

/* A worker dies at any instruction. */
void storms_judge_deaths(struct check *check);

/* --- series.c: more than one thing goes wrong ------------------------------------------------- */

/* Several workers die, or one in a later run. */
void series_judge_deaths(struct check *check);

/* Several items fail. */
void series_judge_failed_items(struct check *check);

/* Each worker in turn dies before its first item, after its last one, and between two runs; and
 * others than the first with a lock or a token. */
void series_judge_each_worker(struct check *check);

/* A worker dies while others cannot be started. */
void series_judge_failed_start(struct check *check);

/* A second pool of the strategy is open. */
void series_judge_second_pool(struct check *check);

/* --- tunables.c ------------------------------------------------------------------------------- */

/* Every tunable at both ends, and in between. */
void tunables_judge(struct check *check);

/* --- placement.c, waiting.c, patience.c, figures.c -------------------------------------------- */

/* P5: workers may use as many processors as there are. */
void judge_placement(struct check *check);

/* P15: a pool whose processes have nothing to do uses no processor time. */
void judge_waiting(struct check *check);

/* P16: only the caller's deadline ends a run. */
void judge_patience(struct check *check);

/* After a scenario: the board says when each worker began and ended. */
void expect_times(struct check *check);

/* P22: the parts of a run's time are what they are. */
void judge_split(struct check *check);

#endif
