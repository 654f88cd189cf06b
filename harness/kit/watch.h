/* SPDX-License-Identifier: MIT */
/* A watch: waits for a message or the end of a worker, whichever comes first.
 *
 *     error = watch_open(&watch, job, started);       after all forks
 *     error = watch_add(&watch, worker, fd, EPOLLIN); once per channel
 *     error = watch_next(&watch, &event);             until all messages are here
 *     error = watch_close(&watch);
 *
 * A pool without channels calls worker_wait_all instead. A worker's end is reported by its pidfd,
 * which takes one descriptor per worker.
 */
#ifndef FORKSCALE_KIT_WATCH_H
#define FORKSCALE_KIT_WATCH_H

#include "kit/job.h"
#include <sys/epoll.h>

/* Zero is a closed watch. */
struct watch {
    struct job *job;
    unsigned started;  /* workers 0 … started−1 are watched */
    unsigned running;  /* of these, not reported yet */
    unsigned channels; /* added and not dropped */
    int fd;            /* an epoll */
    bool is_open;
};

struct watch_event {
    unsigned worker; /* as given to watch_add, or whose process it is */
    bool has_ended; /* the worker has left without error and is reaped; else its channel is ready */
};

/* Starts watching workers 0 … started−1. Call it after the last fork: a child must not inherit
 * the descriptors. Returns 0, or an errno number: EMFILE when there are too few descriptors. Then
 * the watch is closed, and worker_end_all has ended the workers. */
int watch_open(struct watch *watch, struct job *job, unsigned started);

/* Also watches a channel of `worker` for `events` of epoll, until watch_drop. Returns 0 or an errno
 * number. */
int watch_add(struct watch *watch, unsigned worker, int fd, uint32_t events);

/* Stops watching a channel, closes it and sets *fd to −1; does nothing when it is −1 already. Not
 * fd_close: while another process holds a copy, epoll would go on reporting the channel. */
void watch_drop(struct watch *watch, int *fd);

/* Sleeps until there is an event, and reaps the worker if it has ended. Returns 0; what worker_wait
 * returns, when the worker died or left with an error; ENODATA when nothing is left to watch; or an
 * errno number of epoll_wait. *event is set on 0 only. */
int watch_next(struct watch *watch, struct watch_event *event);

/* Waits until all workers have ended, reaps them and closes the watch; does nothing when it is
 * closed already. At the first worker that died or left with an error, worker_end_all ends the
 * others. Returns that first error, or 0. Drop the channels first. */
int watch_close(struct watch *watch);

#endif
