/* SPDX-License-Identifier: MIT */
/* message_queue: children, forked once per run, receive chunks from one POSIX message queue.
 *
 *     parent   fork fork  send 0-1 2-3 4-5 6-7 8-9 end end … ──── wait wait
 *                              ╲     │ queue of 10 messages
 *     child 0      └ receive 0-1 ─── receive 6-7 ─── receive end _exit
 *     child 1           └ receive 2-3 ─ 4-5 ─ receive 8-9 ─ receive end _exit
 *
 * Costs    fork_static's forks, and 2 to 3 µs a chunk, ten times pipe_queue's: a call of each side
 *          per message, and a wake-up of the parent for each few that so short a queue has room
 *          for.
 * Fails    where limits are low: by default a queue holds 10 messages, a machine 256 queues, and a
 *          user 800 kB in all of them. Some kernels and sandboxes have no queues.
 * Differs  from pipe_queue by one idea: the kernel keeps messages, not bytes, so each arrives whole
 *          whatever its size. But a queue has no EOF: the end of work is a message, too, and the
 *          worker that receives it takes it away from the others.
 * See      mq_overview(7), mq_open(3), mq_send(3), mq_receive(3), getrlimit(2)
 */
#include "strategy.h"
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Messages in the queue: what Linux allows everybody by default. */
enum { DEPTH = 10 };

/* What the kernel itself needs for a message, and the limit counts: getrlimit(2). */
enum { KERNEL_BYTES = 96 };

/* /proc/sys/fs/mqueue/NAME, or −1. */
static long setting(const char *name)
{
    char path[64];
    char text[24] = "";
    snprintf(path, sizeof path, "/proc/sys/fs/mqueue/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    fd_close(&fd);
    return got > 0 ? strtol(text, NULL, 10) : -1;
}

/* Names the limit that mq_open has met, its value, and what the queue needs. */
static int refuse(struct job *job, int error)
{
    const char *name = strerrorname_np(error);
    struct rlimit bytes = { 0 };
    struct rlimit files = { 0 };
    switch (error) {
    case EINVAL:
        return job_say(job, error,
                       "mq_open failed: the queue needs %d messages of %zu bytes, and "
                       "/proc/sys/fs/mqueue allows msg_max=%ld, msgsize_max=%ld (%s)",
                       DEPTH, sizeof(struct chunk), setting("msg_max"), setting("msgsize_max"),
                       name);
    case ENOSPC:
        return job_say(job, error,
                       "mq_open failed: the queue is one more than /proc/sys/fs/mqueue allows, "
                       "queues_max=%ld (%s)",
                       setting("queues_max"), name);
    case EMFILE:
        getrlimit(RLIMIT_MSGQUEUE, &bytes);
        getrlimit(RLIMIT_NOFILE, &files);
        return job_say(job, error,
                       "mq_open failed: the queue needs %zu bytes and a descriptor, and the limits "
                       "are RLIMIT_MSGQUEUE=%llu for all queues of the user, RLIMIT_NOFILE=%llu "
                       "(%s)",
                       DEPTH * (sizeof(struct chunk) + KERNEL_BYTES),
                       (unsigned long long)bytes.rlim_cur, (unsigned long long)files.rlim_cur,
                       name);
    case ENOSYS:
        return job_say(job, error,
                       "mq_open failed: this kernel has no POSIX message queues; it was built "
                       "without CONFIG_POSIX_MQUEUE (%s)",
                       name);
    default:
        return job_fail(job, "mq_open", error);
    }
}

/* Makes the queue, and removes its name at once: the children inherit it, and a name would be left
 * after a crash. */
static int open_queue(struct job *job, mqd_t *queue)
{
    struct mq_attr shape = { .mq_maxmsg = DEPTH, .mq_msgsize = sizeof(struct chunk) };
    char name[64];
    unsigned number = 0;
    do {
        snprintf(name, sizeof name, "/forkscale.%d.%u", (int)getpid(), number++);
        *queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600, &shape);
    } while (*queue < 0 && errno == EEXIST);
    if (*queue < 0)
        return refuse(job, errno);
    mq_unlink(name);
    return 0;
}

/* Receives the next message, through EINTR. */
static int take(mqd_t queue, struct chunk *chunk)
{
    while (mq_receive(queue, (char *)chunk, sizeof *chunk, NULL) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

static noreturn void child(struct job *job, unsigned worker, mqd_t queue)
{
    worker_enter(job);
    struct chunk chunk;
    int error;
    while ((error = take(queue, &chunk)) == 0 && chunk.count > 0)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "mq_receive", error));
}

/* Forks the next worker. */
static int start(struct job *job, mqd_t queue, struct watch *watch)
{
    pid_t pid = fork();
    if (pid < 0)
        return job_fail(job, "fork", errno);
    if (pid == 0)
        child(job, watch->started, queue);
    worker_started(job, watch->started++, pid);
    return 0;
}

/* Sends all chunks, each once there is room for it, and then empty ones until all workers have
 * left. One for each would not do: an item may have forked a process that receives, too. No send
 * waits, or the parent would wait for ever when all workers are dead: it reads the queue itself. */
static int feed(const struct schedule *schedule, mqd_t queue, struct watch *watch)
{
    uint64_t step = 0;
    for (unsigned left = watch->started; left > 0;) {
        struct watch_event event;
        int error = watch_next(watch, &event);
        if (error != 0)
            return error;
        if (event.has_ended) {
            left--;
            continue;
        }
        static const struct timespec at_once = { 0 };
        struct chunk chunk = schedule_chunk(schedule, step);
        while (mq_timedsend(queue, (const char *)&chunk, sizeof chunk, 0, &at_once) == 0)
            chunk = schedule_chunk(schedule, ++step);
        if (errno != ETIMEDOUT && errno != EINTR)
            return job_fail(watch->job, "mq_send", errno);
    }
    return 0;
}

static int run(struct pool *pool)
{
    struct job *job = pool->job;
    struct watch watch = { .job = job };
    mqd_t queue;
    int error = open_queue(job, &queue);
    if (error != 0)
        return error;
    while (error == 0 && watch.started < pool_active_workers(pool))
        error = start(job, queue, &watch);
    if (error == 0)
        error = watch_open(&watch);
    /* On Linux a message queue is a descriptor, which epoll can watch. */
    if (error == 0)
        error = watch_add(&watch, 0, queue, EPOLLOUT);
    if (error == 0)
        error = feed(job->schedule, queue, &watch);
    watch_drop(&watch, &queue);
    return watch_close(&watch, error);
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run receive chunks from one POSIX message queue",
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "any worker may receive any message",
    .run = run,
};
