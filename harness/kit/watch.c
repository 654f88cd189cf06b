/* SPDX-License-Identifier: MIT */
/* A watch over the workers of a run.
 *
 * A pidfd is readable once its process has ended. It needs no handler for SIGCHLD and takes no other
 * child of the caller, and epoll names the one among thousands that is readable.
 */
#include "kit/watch.h"
#include "kit/board.h"
#include "kit/io.h"
#include "kit/worker.h"
#include <errno.h>
#include <sys/epoll.h>

/* What epoll keeps for us: the worker, and the descriptor to close when it has ended. */
static uint64_t tag(unsigned worker, int fd)
{
    return (uint64_t)worker << 32 | (uint32_t)fd;
}

/* Watches one more worker. 0; ESRCH when it is gone, for SIGCHLD is ignored; or another errno
 * number where there is no descriptor for it, now at least. */
static int add(struct watch *watch, unsigned worker)
{
    int fd = worker_pidfd(watch->job, worker);
    /* Once: another thread of the caller may just have forked, and as long as that child has a copy
     * of the descriptor, epoll knows it, closed here or not. */
    struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT, .data.u64 = tag(worker, fd) };
    int error = fd < 0 || epoll_ctl(watch->fd, EPOLL_CTL_ADD, fd, &event) < 0 ? errno : 0;
    if (error == 0)
        watch->watched++;
    else
        fd_close(&fd);
    return error;
}

/* Watches as many as there are descriptors for. 0, or why the next one cannot be watched. */
static int extend(struct watch *watch)
{
    int error = 0;
    while (error == 0 && watch->next < watch->started) {
        const struct slot *slot = &watch->job->slots[watch->next];
        bool is_there = slot->pid > 0 && !slot->reaped;
        error = is_there ? add(watch, watch->next) : 0;
        if (error == 0)
            watch->next++;
    }
    return error;
}

void watch_open(struct watch *watch, struct job *job, unsigned started)
{
    *watch = (struct watch){ .job = job, .started = started, .fd = epoll_create1(EPOLL_CLOEXEC) };
    extend(watch);
}

/* Waits for one watched worker to end, and lets go of it. Returns its number. */
static unsigned await(struct watch *watch)
{
    struct epoll_event event;
    while (epoll_wait(watch->fd, &event, 1, -1) < 1)
        continue; /* EINTR: nothing else can come */
    int fd = (int)(uint32_t)event.data.u64;
    fd_close(&fd);
    watch->watched--;
    return (unsigned)(event.data.u64 >> 32);
}

int watch_next(struct watch *watch)
{
    bool is_gone = extend(watch) == ESRCH;
    if (watch->watched > 0 && !is_gone)
        return worker_wait(watch->job, await(watch));
    /* Where nobody can be watched, the next in turn is waited for. */
    return watch->next < watch->started ? worker_wait(watch->job, watch->next++) : 0;
}

int watch_close(struct watch *watch)
{
    int error = 0;
    while (error == 0 && (watch->watched > 0 || watch->next < watch->started))
        error = watch_next(watch);
    if (error != 0)
        worker_end_all(watch->job, watch->started);
    while (watch->watched > 0)
        await(watch);
    fd_close(&watch->fd);
    return error;
}
