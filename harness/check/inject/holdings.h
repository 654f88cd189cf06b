/* SPDX-License-Identifier: MIT */
/* What a strategy does to what the caller's process holds, and no later look would show. */
#ifndef FORKSCALE_CHECK_INJECT_HOLDINGS_H
#define FORKSCALE_CHECK_INJECT_HOLDINGS_H

/* With note_processors: notes those that this thread may use. */
void holdings_note_processors(void);

/* Handlers of pthread_atfork that this process has: they can only be added. */
unsigned holdings_fork_handlers(void);

#endif
