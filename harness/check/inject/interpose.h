/* SPDX-License-Identifier: MIT */
/* Calls that the checker watches, cuts short, or makes fail. */
#ifndef FORKSCALE_CHECK_INJECT_INTERPOSE_H
#define FORKSCALE_CHECK_INJECT_INTERPOSE_H

#include "check/inject/ledger.h"
#include <dlfcn.h>

/* In a function that stands before another of its name: `next` is that one. */
#define NEXT(name)                                                                                 \
    static __typeof__(name) *next;                                                                 \
    if (next == NULL)                                                                              \
    *(void **)&next = dlsym(RTLD_NEXT, #name)

/* A function that stands before libc's and fails when it is its turn. */
#define FAILING(type, failed, name, call, parameters, arguments)                                   \
    type name parameters                                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        if (interpose_fails(call))                                                                 \
            return failed;                                                                         \
        type result = next arguments;                                                              \
        if (result == (failed))                                                                    \
            interpose_note_limit(#name);                                                           \
        return result;                                                                             \
    }

/* In the caller while it is in a hook of the strategy, or in a process that it has made. */
bool interpose_watches(void);

/* Is what happens now the strategy's own act, in one of its hooks or processes, and not an item's?
 * Of another program than the caller's only the making of workers is. */
bool interpose_is_strategy(void);

/* Shall this call fail with EINTR? errno is set. */
bool interpose_interrupts(void);

/* A worker takes a lock or a token: it may have to die with it. */
void interpose_hold(enum point point);

/* Counts a call of the strategy's. True, with errno set, when this is one that is to fail. */
bool interpose_fails(enum call call);

/* In a watched call: raises the signal that the ledger has for the caller, if it is in a hook. */
void interpose_raise(void);

/* A call of the strategy's has failed by itself: notes it, where errno says that a limit of the
 * machine or the user is reached. Preserves errno. */
void interpose_note_limit(const char *call);

/* --- workers.c -------------------------------------------------------------------------------- */

/* Is this process a worker? */
bool worker_is_here(void);

/* This thread works as a worker of the watched job, if it has not done so before: it may have to
 * die at its start. */
void worker_begins(void);

/* Items are being run by this thread, until the second is called: what it calls meanwhile is theirs. */
void worker_takes_items(void);
void worker_leaves_items(void);
bool worker_has_items(void);

/* A process has been made, or a thread. */
void worker_note_made(bool is_thread);

#endif
