/* SPDX-License-Identifier: MIT */
/* Waiting for child processes. */
#include "kit/reap.h"
#include "kit/clock.h"
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

int reap_child(pid_t pid, int *wait_status)
{
    while (waitpid(pid, wait_status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

int reap_killed(pid_t pid, int *wait_status)
{
    kill(pid, SIGKILL);
    return reap_child(pid, wait_status);
}

/* What is left until the deadline, rounded up, as poll takes it. */
static int left_ms(uint64_t deadline_ns)
{
    if (deadline_ns == 0)
        return -1;
    uint64_t now_ns = clock_now();
    if (now_ns >= deadline_ns)
        return 0;
    uint64_t left = (deadline_ns - now_ns + 999999) / 1000000;
    return left < INT_MAX ? (int)left : INT_MAX;
}

int reap_await(int pidfd, int stop_fd, uint64_t deadline_ns)
{
    struct pollfd wait[] = {
        { .fd = pidfd, .events = POLLIN },
        { .fd = stop_fd, .events = POLLIN },
    };
    int ready = 0;
    do {
        int timeout_ms = left_ms(deadline_ns);
        ready = poll(wait, 2, timeout_ms);
        if (ready < 0 && errno != EINTR)
            return errno;
        if (ready == 0 && timeout_ms == 0)
            return ETIMEDOUT;
    } while (ready <= 0);
    /* Asked first: Ctrl-C also kills a child that has not yet left the group of the terminal. */
    return wait[1].revents != 0 ? ECANCELED : 0;
}
