/* SPDX-License-Identifier: MIT */
/* signalfd: kept workers read a real-time signal from a descriptor. */
#include "kept.h"
#include <sys/signalfd.h>

static void wake(struct pool *pool)
{
    const struct job *job = pool->job;
    const struct kept *kept = pool->state;
    for (unsigned worker = 0; worker < kept->watch.started; worker++)
        if (job->slots[worker].pid > 0 && !job->slots[worker].reaped)
            sigqueue(job->slots[worker].pid, SIGRTMIN + 3, (union sigval){ .sival_int = 1 });
}

/* A descriptor for each wait, because an item may have closed the last one. */
static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    struct go *go = pool->shared;
    struct signalfd_siginfo signal_read;
    sigset_t set;
    (void)worker;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGRTMIN + 3, SIG_DFL);
    int fd = signalfd(-1, &set, SFD_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = 0;
    if (go->run == seen && read(fd, &signal_read, sizeof signal_read) < 0 && errno != EINTR)
        error = errno;
    fd_close(&fd);
    return error;
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

KEPT_STRATEGY("kept workers read a real-time signal from a descriptor", open_blocked)
