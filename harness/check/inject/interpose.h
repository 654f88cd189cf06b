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
        return interpose_fails(call) ? (failed) : next arguments;                                  \
    }

/* In the caller while it is in a hook of the strategy, or in a worker process of it. */
bool interpose_watches(void);

/* Is this process the one that makes workers: the caller in a hook, or the program that it has
 * started for that? */
bool interpose_makes_workers(void);

/* Is this a worker process? */
bool worker_is_here(void);

/* Shall this call fail with EINTR? errno is set. */
bool interpose_interrupts(void);

/* A worker takes a lock or a token: it may have to die with it. */
void interpose_hold(enum point point);

/* Counts a call of the strategy's, made in one of its hooks or by its program. True, with errno
 * set, when this is the one that is to fail. */
bool interpose_fails(enum call call);

/* In a watched call: raises the signal that the ledger has for the caller, if it is in a hook. */
void interpose_raise(void);

#endif
