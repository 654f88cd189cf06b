/* SPDX-License-Identifier: MIT */
/* A pool between two runs. */
#ifndef FORKSCALE_CHECK_SCENARIO_IDLE_H
#define FORKSCALE_CHECK_SCENARIO_IDLE_H

#include "kit/job.h"
#include <stdint.h>

/* Kills the first worker process of the pool, if there is one, and waits until it is dead. */
void idle_kill_worker(const struct job *job);

/* Sleeps, and returns what the caller, the workers and their parents used of processors meanwhile. */
uint64_t idle_cpu_ns(unsigned ms);

#endif
