/* SPDX-License-Identifier: MIT */
/* The files and POSIX message queues that a strategy makes, each noted by its name when it is made:
 * one that is left behind is known as the strategy's, whatever others make in the same folders. */
#ifndef FORKSCALE_CHECK_INJECT_FILES_H
#define FORKSCALE_CHECK_INJECT_FILES_H

#include <stdio.h>

/* Writes those of the last scenario that are still there: a line each. */
void files_write(FILE *out);

/* Removes them. */
void files_clear(void);

/* The part of the queues, which the two above call. */
void queues_write(FILE *out);
void queues_clear(void);

#endif
