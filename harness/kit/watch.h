/* SPDX-License-Identifier: MIT */
/* A watch: waits for a message or the end of a worker, whichever comes first.
 *
 *     struct watch watch = { .job = job };
 *     … fork …  watch.started++;                      once per worker
 *     error = watch_open(&watch);                     after all forks
 *     error = watch_add(&watch, worker, fd, EPOLLIN); once per channel
 *     error = watch_next(&watch, &event);             until all messages are here
 *     error = watch_close(&watch, error);             also when a step before has failed
 *
 * A pool without channels calls worker_wait_all instead. A worker's end is reported by its pidfd,
 * which takes one descriptor per worker.
 */
#ifndef FORKSCALE_KIT_WATCH_H
#define FORKSCALE_KIT_WATCH_H

#include "kit/job.h"
#include <sys/epoll.h>

/* The strategy sets job and started; the rest is 0 until watch_open. */
struct watch {
    struct job *job;
    unsigned started;  /* workers 0 … started−1 are watched */
    unsigned running;  /* of these, not reported yet */
    unsigned channels; /* added and not dropped */
    int fd;            /* an epoll */
    int *pidfds;       /* per worker; 0: none, because the epoll took the lowest number */
    bool is_open;
};

struct watch_event {
    unsigned worker; /* as given to watch_add, or whose process it is */
    bool has_ended; /* the worker has left without error and is reaped; else its channel is ready */
};

/* Starts watching the workers that have been started. Call it after the last fork, or let each
 * child call watch_leave: it must not keep the descriptors. Returns 0, or an errno number: EMFILE
 * when there are too few descriptors. Then the watch is closed, and worker_end_all has ended the
 * workers. */
int watch_open(struct watch *watch);

/* Also watches `worker` < started, which was started after watch_open, or again; does nothing when
 * no process has that number. Returns 0 or an errno number; then call watch_close. */
int watch_worker(struct watch *watch, unsigned worker);

/* In a child that was forked after watch_open: closes its copies of the descriptors. */
void watch_leave(struct watch *watch);

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

/* Whether watch_next would return at once. For a caller that works, between its chunks. */
bool watch_is_ready(const struct watch *watch);

/* Reaps all workers and closes the watch. With `error` 0 it waits until they have ended; drop the
 * channels first. With another error, or at the first worker that dies or leaves with one,
 * worker_end_all ends the others. Returns the first of these errors, or 0. May be called again, and
 * on a watch that was never opened. */
int watch_close(struct watch *watch, int error);

#endif
