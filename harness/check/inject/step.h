/* SPDX-License-Identifier: MIT */
/* Pauses between two instructions of the strategy, whichever they are.
 *
 * A fault that needs a preemption between a load and a store is found only by chance when the
 * scheduler preempts: the window is a few instructions of many thousands. So the processor is told
 * to trap after each instruction from a watched call on, until some number of instructions of the
 * strategy or the kit have gone by. There the process sleeps, or dies.
 *
 * Only on x86-64, and not under a sanitizer: elsewhere nothing happens.
 */
#ifndef FORKSCALE_CHECK_INJECT_STEP_H
#define FORKSCALE_CHECK_INJECT_STEP_H

#include <stdbool.h>

/* Can this build pause there? */
bool step_works(void);

/* Handles SIGTRAP. In the caller before its state is taken; later by step_arm itself, in programs
 * that have been exec'd. */
void step_prepare(void);

/* Pauses so many instructions behind `from`, which an interposed function is to return to, unless
 * the strategy calls another library before. Does nothing where SIGTRAP is blocked or handled by
 * another, or `from` is in libc. */
void step_arm(const void *from, unsigned instructions);

/* No pause any more. */
void step_stop(void);

#endif
