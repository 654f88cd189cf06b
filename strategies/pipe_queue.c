/* SPDX-License-Identifier: MIT */
/* pipe_queue: children, forked once per run, pull chunks of items from one shared pipe.
 *
 *     parent   fork fork  write 0-1 2-3 4-5 6-7 8-9  close ─── wait wait
 *                              ╲     │ pipe
 *     child 0      └ read 0-1 ─── read 6-7 ── EOF _exit
 *     child 1           └ read 2-3 ─ read 4-5 ─ read 8-9 ─ EOF _exit
 *
 * Costs    fork_static's forks, and about 0.25 µs a chunk: one read each, and the parent's write of
 *          many at once.
 * Fails    to pay for items below a microsecond, unless chunk is raised; then to balance at the
 *          end, when one worker holds the last large chunk.
 * Differs  from fork_static by one idea: a free worker takes the next chunk. The pipe is queue,
 *          lock and end-of-work signal in one: records below PIPE_BUF arrive whole, and EOF means
 *          that there are no more.
 * See      pipe(2), pipe(7), fork(2)
 */
#include "strategy.h"
#include <limits.h>
#include <unistd.h>

/* A record on the pipe is a struct chunk. PIPE_BUF is a multiple of its size, so a write of a whole
 * batch is atomic and no record ever straddles the buffers of the pipe: each read gets one record
 * or EOF. */
enum { BATCH = PIPE_BUF / sizeof(struct chunk) };
_Static_assert(PIPE_BUF % sizeof(struct chunk) == 0, "records must not straddle pipe buffers");

static noreturn void child(struct pool *pool, unsigned worker, struct pipe_ends *queue)
{
    struct job *job = pool->job;
    worker_enter(job);
    /* While any process holds a write end there is no EOF: a child that kept its copy would wait
     * for itself forever. */
    fd_close(&queue->write);

    struct chunk chunk;
    int error;
    while ((error = read_whole(queue->read, &chunk, sizeof chunk)) == 0)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, error == ENODATA ? 0 : job_fail(job, "read", error));
}

/* Writes all chunks, each batch once the queue has room for it. Nobody else writes, so where there
 * is room for PIPE_BUF no write blocks. Returns ECHILD when a worker has left before EOF, or what
 * watch_next and write_whole do. */
static int feed(const struct pool *pool, int queue, struct watch *watch)
{
    const struct schedule *schedule = pool->job->schedule;
    struct chunk batch[BATCH];
    for (uint64_t step = 0; step < schedule->steps;) {
        size_t count = 0;
        while (count < BATCH && step < schedule->steps)
            batch[count++] = schedule_chunk(schedule, step++);
        struct watch_event event;
        int error = watch_next(watch, &event);
        if (error == 0 && event.has_ended)
            error = ECHILD;
        if (error == 0)
            error = write_whole(queue, batch, count * sizeof *batch);
        if (error != 0)
            return error;
    }
    return 0;
}

/* Forks the next worker. */
static int start(struct pool *pool, struct pipe_ends *queue, struct watch *watch)
{
    pid_t pid = fork();
    if (pid < 0)
        return job_fail(pool->job, "fork", errno);
    if (pid == 0)
        child(pool, watch->started, queue);
    worker_started(pool->job, watch->started++, pid);
    return 0;
}

static int run(struct pool *pool)
{
    struct watch watch = { .job = pool->job };
    struct pipe_ends queue;
    int error = pipe_open(&queue);
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    while (error == 0 && watch.started < pool_active_workers(pool))
        error = start(pool, &queue, &watch);
    /* While the parent holds a read end, a write to a queue whose readers are all dead would block,
     * not fail. */
    fd_close(&queue.read);
    if (error == 0)
        error = watch_open(&watch);
    if (error == 0)
        error = watch_add(&watch, 0, queue.write, EPOLLOUT);
    if (error == 0)
        error = feed(pool, queue.write, &watch);
    /* EOF: there is no more work. */
    watch_drop(&watch, &queue.write);
    /* When no worker reads, EPIPE from feed is the effect; the watch finds the cause. */
    int watch_error = watch_close(&watch, error != EPIPE ? error : 0);
    return watch_error != 0 ? watch_error : error;
}

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run pull chunks from one shared pipe",
    .traits = TRAIT_DYNAMIC,
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "any worker may read any record",
    .run = run,
};
