/* SPDX-License-Identifier: MIT */
/* signalled: kept workers wait for a real-time signal in sigwaitinfo. */
#include "kept.h"

static void wake(struct pool *pool)
{
    const struct job *job = pool->job;
    const struct kept *kept = pool->state;
    for (unsigned worker = 0; worker < kept->watch.started; worker++)
        if (job->slots[worker].pid > 0 && !job->slots[worker].reaped)
            sigqueue(job->slots[worker].pid, SIGRTMIN + 3, (union sigval){ .sival_int = 1 });
}

/* An item may have changed mask and handlers; what was sent meanwhile is in go->run. */
static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    struct go *go = pool->shared;
    sigset_t set;
    (void)worker;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGRTMIN + 3, SIG_DFL);
    if (go->run != seen)
        return 0;
    return sigwaitinfo(&set, NULL) < 0 && errno != EINTR ? errno : 0;
}

/* Blocked before the fork, so that no worker dies of it; the caller's mask is as before. */
static int open_blocked(struct pool *pool)
{
    sigset_t set;
    sigset_t before;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, &before);
    int error = kept_open(pool);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return error;
}

KEPT_STRATEGY("kept workers wait for a real-time signal", open_blocked)
