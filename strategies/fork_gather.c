/* SPDX-License-Identifier: MIT */
/* fork_gather: as fork_static, but nothing is shared: each child sends its results to the parent.
 *
 *     parent   fork fork  ─ read … read … read … all here ─ wait wait
 *                           ╱ pipe 0   ╱ pipe 1
 *     child 0      └ 0 1 ─ write ─ 2 3 ─ write ─ 4 ─ write _exit
 *     child 1           └ 5 6 ─ write ─ 7 8 ─ write ─ 9 ─ write _exit
 *
 * Costs    fork_static's forks, and a pipe a child; each result is copied twice, into the pipe and
 *          out of it, by a write and a read for each `chunk` of items.
 * Fails    where results are large: a pipe holds 64 KiB, and a child whose pipe is full waits for
 *          the parent, which is one processor's worth of copying for all of them.
 * Differs  from fork_static by one idea: there is no shared memory, so what a child finds must be
 *          sent. That is how mclapply and most pools of scripting languages work.
 * See      pipe(2), pipe(7), poll(2), pidfd_open(2), fork(2)
 */
#include "strategy.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK };

/* What the parent polls: its ends of the pipes, one a child and −1 once closed, and after them the
 * watch. An EOF is no news of a death: what an item forks inherits the child's end, and may outlive
 * the child; an item that closes what it finds open ends the pipe, and the child lives on. */
struct crew {
    struct pollfd *pipes;
    uint64_t *bytes; /* how much of each slice has come */
};

static noreturn void child(struct pool *pool, unsigned worker, int out)
{
    struct job *job = pool->job;
    worker_enter(job);
    int error = job_detach(job);
    if (error != 0)
        worker_exit(job, worker, job_fail(job, "mmap", error));

    struct chunk slice = schedule_slice(job->items, pool_active_workers(pool), worker);
    uint64_t end = slice.first + slice.count;
    uint64_t size = (uint64_t)pool->values[CHUNK].number;
    for (uint64_t next = slice.first; next < end && error == 0; next += size) {
        struct chunk chunk = schedule_fixed(end, next, size);
        job_run(job, worker, chunk.first, chunk.count);
        error = write_whole(out, job->results + chunk.first * job->result_bytes,
                            chunk.count * job->result_bytes);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "write", error));
}

/* Starts one child with its pipe. */
static int start(struct pool *pool, struct crew *crew, unsigned worker)
{
    struct pipe_ends ends;
    int error = pipe_open(&ends);
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    pid_t pid = fork();
    if (pid == 0) {
        /* The read ends of its own pipe and of those before: while a child held one, a write of
         * results that nobody reads any more would block, not fail. */
        fd_close(&ends.read);
        for (unsigned earlier = 0; earlier < worker; earlier++)
            fd_close(&crew->pipes[earlier].fd);
        child(pool, worker, ends.write);
    }
    error = pid < 0 ? job_fail(pool->job, "fork", errno) : 0;
    /* The child's end: with a copy of it here, or in the children after, its death would be no EOF,
     * which must do where the watch has no descriptor for it. */
    fd_close(&ends.write);
    if (error != 0) {
        fd_close(&ends.read);
        return error;
    }
    worker_started(pool->job, worker, pid);
    crew->pipes[worker] = (struct pollfd){ .fd = ends.read, .events = POLLIN };
    crew->bytes[worker] = 0;
    return 0;
}

/* How much of a child's slice has not come yet. */
static uint64_t bytes_missing(const struct pool *pool, const struct crew *crew, unsigned worker)
{
    struct chunk slice = schedule_slice(pool->job->items, pool_active_workers(pool), worker);
    return slice.count * pool->job->result_bytes - crew->bytes[worker];
}

/* Reads what there is of one slice, right into place, and closes the pipe when that was the last.
 * Returns what read does. */
static ssize_t receive(struct pool *pool, struct crew *crew, unsigned worker)
{
    struct job *job = pool->job;
    struct chunk slice = schedule_slice(job->items, pool_active_workers(pool), worker);
    uint64_t here = crew->bytes[worker];
    unsigned char *place = job->results + slice.first * job->result_bytes + here;
    ssize_t got = read(crew->pipes[worker].fd, place, bytes_missing(pool, crew, worker));
    if (got <= 0)
        return got;
    crew->bytes[worker] += (uint64_t)got;
    /* A read ends anywhere, also in the middle of a result. */
    uint64_t before = here / job->result_bytes;
    uint64_t after = crew->bytes[worker] / job->result_bytes;
    job_mark_done(job, slice.first + before, after - before);
    if (bytes_missing(pool, crew, worker) == 0)
        fd_close(&crew->pipes[worker].fd);
    return got;
}

/* Receives from one child. Where its pipe ends too early the watch will tell why; without one, the
 * child must do. */
static int take(struct pool *pool, struct crew *crew, struct watch *watch, unsigned worker)
{
    ssize_t got = receive(pool, crew, worker);
    if (got > 0 || (got < 0 && errno == EINTR))
        return 0;
    if (got < 0)
        return job_fail(pool->job, "read", errno);
    fd_close(&crew->pipes[worker].fd);
    if (watch->fd >= 0)
        return 0;
    int error = worker_wait(pool->job, worker);
    return error != 0 ? error : job_fail(pool->job, "read", ENODATA);
}

/* What the others had sent before they were ended is in their pipes, and stays valid. There may be no
 * EOF after it, so no read may wait. */
static void drain(struct pool *pool, struct crew *crew, unsigned started)
{
    for (unsigned worker = 0; worker < started; worker++) {
        fcntl(crew->pipes[worker].fd, F_SETFL, O_NONBLOCK);
        ssize_t got = 1;
        while (crew->pipes[worker].fd >= 0 && (got > 0 || (got < 0 && errno == EINTR)))
            got = receive(pool, crew, worker);
        fd_close(&crew->pipes[worker].fd);
    }
}

/* Takes from whoever has something, until all pipes have ended or somebody is dead. */
static int gather(struct pool *pool, struct crew *crew, struct watch *watch)
{
    unsigned missing = pool_active_workers(pool);
    struct pollfd *watched = &crew->pipes[missing];
    *watched = (struct pollfd){ .fd = watch->fd, .events = POLLIN };
    int error = 0;
    while (missing > 0 && error == 0) {
        if (poll(crew->pipes, pool_active_workers(pool) + 1, -1) < 0) {
            error = errno == EINTR ? 0 : job_fail(pool->job, "poll", errno);
            continue;
        }
        for (unsigned worker = 0; worker < pool_active_workers(pool) && error == 0; worker++) {
            if (crew->pipes[worker].revents == 0)
                continue;
            error = take(pool, crew, watch, worker);
            missing -= crew->pipes[worker].fd < 0 ? 1 : 0;
        }
        if (error == 0 && watched->revents != 0)
            error = watch_next(watch);
    }
    return error;
}

/* Has every child sent its whole slice? */
static bool is_whole(const struct pool *pool, const struct crew *crew)
{
    for (unsigned worker = 0; worker < pool_active_workers(pool); worker++)
        if (bytes_missing(pool, crew, worker) > 0)
            return false;
    return true;
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    unsigned started = 0;
    int error = 0;
    while (started < pool_active_workers(pool) && (error = start(pool, crew, started)) == 0)
        started++;
    struct watch watch;
    watch_open(&watch, pool->job, started);
    if (error == 0)
        error = gather(pool, crew, &watch);
    if (error != 0) {
        worker_end_all(pool->job, started);
        drain(pool, crew, started);
    }
    int watch_error = watch_close(&watch);
    if (error == 0)
        error = watch_error;
    return error == 0 && !is_whole(pool, crew) ? job_fail(pool->job, "read", ENODATA) : error;
}

static int open_crew(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return ENOMEM;
    pool->state = crew;
    crew->pipes = calloc((size_t)pool->workers + 1, sizeof *crew->pipes);
    crew->bytes = calloc(pool->workers, sizeof *crew->bytes);
    return crew->pipes != NULL && crew->bytes != NULL ? 0 : ENOMEM;
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (crew == NULL)
        return 0;
    free(crew->pipes);
    free(crew->bytes);
    free(crew);
    pool->state = NULL;
    return 0;
}

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .min = 1,
                .max = 1 << 20,
                .default_value = 64,
                .help = "items whose results a worker sends at once" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "fork once per run, each child sends the results of its part through a pipe",
    .tunables = tunables,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
