/* SPDX-License-Identifier: MIT */
/* signalfd: kept workers read a real-time signal from a descriptor. */
#include "signals.h"
#include <sys/signalfd.h>

/* A descriptor for each wait, because an item may have closed the last one. */
static int await(struct pool *pool, unsigned worker, uint32_t seen)
{
    struct go *go = pool->shared;
    struct signalfd_siginfo signal_read;
    sigset_t set;
    (void)worker;
    block_again(&set);
    int fd = signalfd(-1, &set, SFD_CLOEXEC);
    if (fd < 0)
        return errno;
    int error = 0;
    if (go->run == seen && read(fd, &signal_read, sizeof signal_read) < 0 && errno != EINTR)
        error = errno;
    fd_close(&fd);
    return error;
}

KEPT_STRATEGY("kept workers read a real-time signal from a descriptor", open_blocked)
