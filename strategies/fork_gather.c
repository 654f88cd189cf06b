/* SPDX-License-Identifier: MIT */
/* fork_gather: as fork_static, but nothing is shared: each child sends its results to the parent.
 *
 *     parent   fork fork  ─ read … read … read … all here ─ wait wait
 *                           ╱ pipe 0   ╱ pipe 1
 *     child 0      └ 0 1 ─ write ─ 2 3 ─ write ─ 4 ─ write _exit
 *     child 1           └ 5 6 ─ write ─ 7 8 ─ write ─ 9 ─ write _exit
 *
 * Costs    fork_static's forks, and a pipe per child; each result is copied twice, into the pipe
 *          and out of it, by a write and a read per `send` items.
 * Fails    when results are large: a pipe holds 64 KiB, and a child whose pipe is full waits for
 *          the parent, one processor that copies for all children.
 * Differs  from fork_static by one idea: there is no shared memory, so a child must send what it
 *          computes. Where a result belongs follows from the schedule, so nothing else is sent.
 *          mclapply and most pools of scripting languages work like this.
 * See      pipe(2), pipe(7), fork(2), pidfd_open(2), epoll(7)
 */
#include "strategy.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEND };

/* The parent's side of one child: the pipe, and which results are to come next. */
struct inlet {
    int pipe;      /* −1 once closed */
    uint64_t step; /* of the schedule: this chunk … */
    uint64_t next; /* … of which these bytes of job->results are still to come */
    uint64_t end;
};

struct crew {
    struct watch watch;
    struct inlet inlets[];
};

static noreturn void child(struct pool *pool, unsigned worker, int out)
{
    struct job *job = pool->job;
    worker_enter(job);
    int error = job_detach(job);
    if (error != 0)
        worker_exit(job, worker, job_fail(job, "mmap", error));
    uint64_t most = (uint64_t)pool->values[SEND].number;
    for (struct chunk chunk; error == 0 && job_claim(job, worker, &chunk);)
        while (chunk.count > 0 && error == 0) {
            uint64_t count = chunk.count < most ? chunk.count : most;
            job_run(job, worker, chunk.first, count);
            error = write_whole(out, job->results + chunk.first * job->result_bytes,
                                count * job->result_bytes);
            chunk = (struct chunk){ chunk.first + count, chunk.count - count };
        }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "write", error));
}

/* Expects the chunk of a step. */
static void expect(const struct job *job, struct inlet *inlet, uint64_t step)
{
    struct chunk chunk = schedule_chunk(job->schedule, step);
    inlet->step = step;
    inlet->next = chunk.first * job->result_bytes;
    inlet->end = inlet->next + chunk.count * job->result_bytes;
}

/* Forks the next child, with its pipe. */
static int start(struct pool *pool, struct crew *crew)
{
    struct job *job = pool->job;
    unsigned worker = crew->watch.started;
    struct pipe_ends ends;
    int error = pipe_open(&ends);
    if (error != 0)
        return job_fail(job, "pipe", error);
    crew->watch.started++;
    crew->inlets[worker].pipe = ends.read;
    expect(job, &crew->inlets[worker], worker);
    pid_t pid = fork();
    if (pid == 0) {
        /* Also the read ends of earlier pipes: while a child held one, a write of results that
         * nobody reads any more would block, not fail. */
        for (unsigned each = 0; each <= worker; each++)
            fd_close(&crew->inlets[each].pipe);
        free(crew); /* the parent's: an item that calls exit here must leak nothing */
        child(pool, worker, ends.write);
    }
    error = pid < 0 ? job_fail(job, "fork", errno) : 0;
    fd_close(&ends.write);
    if (error == 0)
        worker_started(job, worker, pid);
    return error;
}

/* Reads what there is of one chunk, right into place. Returns 0 or an errno number. */
static int receive(struct job *job, struct crew *crew, struct inlet *inlet)
{
    ssize_t got = read(inlet->pipe, job->results + inlet->next, inlet->end - inlet->next);
    if (got < 0)
        return errno == EINTR ? 0 : errno;
    /* A read may end in the middle of a result. */
    uint64_t first = inlet->next / job->result_bytes;
    inlet->next += (uint64_t)got;
    job_mark_done(job, first, inlet->next / job->result_bytes - first);
    if (inlet->next == inlet->end)
        expect(job, inlet, inlet->step + job->workers);
    /* EOF does not imply that the child has exited: an item may have closed the pipe. */
    if (got == 0 || inlet->next == inlet->end)
        watch_drop(&crew->watch, &inlet->pipe);
    return 0;
}

/* Receives what a child had sent when it ended. No read may wait: there is no EOF if a process that
 * an item has forked holds the pipe. Returns EBADMSG if a chunk is missing. */
static int drain(struct job *job, struct crew *crew, struct inlet *inlet)
{
    fcntl(inlet->pipe, F_SETFL, O_NONBLOCK);
    while (inlet->pipe >= 0 && receive(job, crew, inlet) == 0)
        continue;
    watch_drop(&crew->watch, &inlet->pipe);
    return inlet->next == inlet->end ? 0 : EBADMSG;
}

/* Receives until all pipes are closed and all children have left. */
static int gather(struct job *job, struct crew *crew)
{
    struct watch_event event;
    int error;
    while ((error = watch_next(&crew->watch, &event)) == 0) {
        struct inlet *inlet = &crew->inlets[event.worker];
        error = event.has_ended ? drain(job, crew, inlet) : receive(job, crew, inlet);
        if (error != 0)
            return job_fail(job, "read", error);
    }
    return error == ENODATA ? 0 : error;
}

static int run(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew + pool->workers * sizeof *crew->inlets);
    if (crew == NULL)
        return ENOMEM;
    crew->watch.job = pool->job;
    job_restart(pool->job);
    int error = 0;
    while (error == 0 && crew->watch.started < pool_active_workers(pool))
        error = start(pool, crew);
    if (error == 0)
        error = watch_open(&crew->watch);
    for (unsigned worker = 0; worker < crew->watch.started && error == 0; worker++)
        error = watch_add(&crew->watch, worker, crew->inlets[worker].pipe, EPOLLIN);
    if (error == 0)
        error = gather(pool->job, crew);
    error = watch_close(&crew->watch, error);
    /* After a failure: what the children had sent stays. */
    for (unsigned worker = 0; worker < crew->watch.started; worker++)
        (void)drain(pool->job, crew, &crew->inlets[worker]);
    free(crew);
    return error;
}

static const struct tunable tunables[] = {
    [SEND] = { .name = "send",
               .min = 1,
               .max = 1 << 20,
               .default_value = 64,
               .help = "items whose results a worker sends at once" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "fork once per run, each child sends the results of its part through a pipe",
    .traits = TRAIT_ON_REQUEST,
    .tunables = tunables,
    .schedules = SCHEDULES_STATIC,
    .schedule = SCHEDULE_BLOCK,
    .schedules_why = "each child must know its part before it is forked",
    .run = run,
};
