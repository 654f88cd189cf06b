/* SPDX-License-Identifier: MIT */
/* POSIX message queues that a strategy makes, each noted by its name: as files.h does for files. */
#ifndef FORKSCALE_CHECK_INJECT_QUEUES_H
#define FORKSCALE_CHECK_INJECT_QUEUES_H

#include <stdio.h>

/* Writes those of the last scenario whose names are still there: a line each, as files_write. */
void queues_write(FILE *out);

/* Removes the names. */
void queues_clear(void);

#endif
