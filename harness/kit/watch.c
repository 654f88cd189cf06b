/* SPDX-License-Identifier: MIT */
/* A watch: waits for a message or the end of a worker.
 *
 * A pidfd polls readable once its process has ended. It needs no handler for SIGCHLD and reaps no
 * other child of the caller, and epoll finds the readable one among thousands.
 */
#include "kit/watch.h"
#include "kit/board.h"
#include "kit/io.h"
#include "kit/worker.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#define CHANNEL 0x80000000U /* in the upper half of a tag, beside the worker's number */

/* What epoll returns: the worker, and the descriptor. */
static int add(struct watch *watch, uint32_t worker, int fd, uint32_t events)
{
    struct epoll_event event = {
        .events = events,
        .data.u64 = (uint64_t)worker << 32 | (uint32_t)fd,
    };
    if (epoll_ctl(watch->fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return job_fail(watch->job, "epoll_ctl", errno);
    return 0;
}

int watch_worker(struct watch *watch, unsigned worker)
{
    const struct slot *slot = &watch->job->slots[worker];
    if (slot->pid < 1 || slot->reaped)
        return 0;
    int fd = worker_pidfd(watch->job, worker);
    /* SIGCHLD is ignored, so it was never a zombie. What is readable at once reports its end
     * too. */
    if (fd < 0 && errno == ESRCH)
        fd = eventfd(1, EFD_CLOEXEC);
    if (fd < 0)
        return job_fail(watch->job, "pidfd_open", errno);
    /* Once: while a process that another thread of the caller has forked holds a copy, epoll
     * reports a closed pidfd, too. */
    int error = add(watch, worker, fd, EPOLLIN | EPOLLONESHOT);
    if (error != 0) {
        fd_close(&fd);
        return error;
    }
    watch->pidfds[worker] = fd;
    watch->running++;
    return 0;
}

/* Waits for the next event, and closes the pidfd of a worker that has ended. */
static int await(struct watch *watch, struct epoll_event *event)
{
    if (watch->running + watch->channels == 0)
        return ENODATA;
    while (epoll_wait(watch->fd, event, 1, -1) < 1)
        if (errno != EINTR)
            return job_fail(watch->job, "epoll_wait", errno);
    int fd = (int)(uint32_t)event->data.u64;
    uint64_t worker = event->data.u64 >> 32;
    if ((worker & CHANNEL) == 0) {
        fd_close(&fd);
        watch->pidfds[worker] = 0;
        watch->running--;
    }
    return 0;
}

/* Ends all workers. Then each pidfd is readable, and can be closed. */
static void give_up(struct watch *watch)
{
    struct epoll_event event;
    worker_end_all(watch->job, watch->started);
    watch->channels = 0;
    while (await(watch, &event) == 0)
        continue;
    fd_close(&watch->fd);
    free(watch->pidfds);
    watch->pidfds = NULL;
    watch->is_open = false;
}

int watch_open(struct watch *watch)
{
    watch->fd = epoll_create1(EPOLL_CLOEXEC);
    watch->is_open = true;
    int error = watch->fd < 0 ? job_fail(watch->job, "epoll_create", errno) : 0;
    watch->pidfds = calloc((size_t)watch->started + 1, sizeof *watch->pidfds);
    if (watch->pidfds == NULL && error == 0) {
        error = ENOMEM;
        job_fail(watch->job, "malloc", error);
    }
    for (unsigned worker = 0; worker < watch->started && error == 0; worker++)
        error = watch_worker(watch, worker);
    if (error != 0)
        give_up(watch);
    return error;
}

void watch_leave(struct watch *watch)
{
    for (unsigned worker = 0; worker < watch->started; worker++)
        if (watch->pidfds[worker] > 0)
            fd_close(&watch->pidfds[worker]);
    fd_close(&watch->fd);
}

int watch_add(struct watch *watch, unsigned worker, int fd, uint32_t events)
{
    int error = add(watch, worker | CHANNEL, fd, events);
    watch->channels += error == 0 ? 1 : 0;
    return error;
}

void watch_drop(struct watch *watch, int *fd)
{
    if (watch->is_open && *fd >= 0 && epoll_ctl(watch->fd, EPOLL_CTL_DEL, *fd, NULL) == 0)
        watch->channels--;
    fd_close(fd);
}

int watch_next(struct watch *watch, struct watch_event *event)
{
    struct epoll_event ready;
    int error = await(watch, &ready);
    if (error != 0)
        return error;
    uint32_t worker = (uint32_t)(ready.data.u64 >> 32);
    *event = (struct watch_event){ .worker = worker & ~CHANNEL, .has_ended = worker < CHANNEL };
    return event->has_ended ? worker_wait(watch->job, worker) : 0;
}

bool watch_is_ready(const struct watch *watch)
{
    struct pollfd events = { .fd = watch->fd, .events = POLLIN };
    return watch->is_open && poll(&events, 1, 0) > 0;
}

int watch_close(struct watch *watch, int error)
{
    struct watch_event event;
    while (error == 0 && watch->running > 0)
        error = watch_next(watch, &event);
    if (watch->is_open)
        give_up(watch);
    else
        worker_end_all(watch->job, watch->started);
    return error;
}
