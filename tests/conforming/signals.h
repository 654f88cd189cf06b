/* SPDX-License-Identifier: MIT */
/* What the strategies share that wake kept workers by a real-time signal. */
#ifndef FORKSCALE_TESTS_SIGNALS_H
#define FORKSCALE_TESTS_SIGNALS_H

#include "kept.h"

#define WAKE_SIGNAL (SIGRTMIN + 3)

static void wake(struct pool *pool)
{
    const struct job *job = pool->job;
    const struct kept *kept = pool->state;
    for (unsigned worker = 0; worker < kept->watch.started; worker++)
        if (job->slots[worker].pid > 0 && !job->slots[worker].reaped)
            sigqueue(job->slots[worker].pid, WAKE_SIGNAL, (union sigval){ .sival_int = 1 });
}

/* In a worker, before each wait, because an item may have changed mask and handlers; what was sent
 * meanwhile is in go->run. */
static inline void block_again(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, WAKE_SIGNAL);
    sigprocmask(SIG_BLOCK, set, NULL);
    signal(WAKE_SIGNAL, SIG_DFL);
}

/* Blocked before the fork, so that no worker dies of it; the caller's mask is as before. */
static int open_blocked(struct pool *pool)
{
    sigset_t set;
    sigset_t before;
    sigemptyset(&set);
    sigaddset(&set, WAKE_SIGNAL);
    sigprocmask(SIG_BLOCK, &set, &before);
    int error = kept_open(pool);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return error;
}

#endif
