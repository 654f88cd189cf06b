/* SPDX-License-Identifier: MIT */
/* Time that runs faster: for the strategy's processes, HURRY seconds pass in one. */
#ifndef FORKSCALE_CHECK_INJECT_HURRY_H
#define FORKSCALE_CHECK_INJECT_HURRY_H

#include <stdbool.h>
#include <time.h>

#define HURRY 1000

/* In this process, now: a time to wait, as real time. Each returns what it is given while time does
 * not run faster. The last two write to `real`, if they change anything; NULL stays NULL. */
int hurry_ms(int ms); /* for poll: 0 and negative ones stay as they are */
const struct timespec *hurry_time(const struct timespec *time, struct timespec *real);
const struct timespec *hurry_deadline(const struct timespec *deadline, struct timespec *real);

/* Counts a wait that has ended because its time was over, if `is_over`. */
void hurry_note(bool is_over);

/* Before a scenario: both clocks start from now. */
void hurry_begin(void);

#endif
