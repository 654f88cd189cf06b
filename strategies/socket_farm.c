/* SPDX-License-Identifier: MIT */
/* socket_farm: the parent hands each worker its chunks over a socket and takes the results back.
 *
 *     parent    fork fork  →0 1 2 3   ←0 →4  ←1 →5  ←2  ←3  ←4 close ←5 close ─── wait wait
 *                          socket 0 ⇄      ⇄ socket 1
 *     worker 0      └ read ─── 0 ─ write ─ 2 ─ write ─ 4 ─ write ─ EOF _exit
 *     worker 1           └ read ─── 1 ─ write ─ 3 ─ write ─ 5 ─ write ─ EOF _exit
 *
 * Costs    fork_static's forks, and about 7 µs a chunk, thirty times pipe_queue's: request, answer
 *          and a wake-up of the parent, which takes part of a processor from the workers. Little
 *          more than half with ahead=64. Each result is copied twice, into the socket and out of
 *          it.
 * Fails    to scale where the parent has no rest: with short chunks or large results. At the end
 *          one worker may have `ahead` chunks to go while another is idle.
 * Differs  from fork_gather by one idea: messages go both ways, so the parent picks the worker of
 *          each chunk. `ahead` chunks in flight hide the way to the parent and back. Executors of
 *          scripting languages, servers and MPI farms work like this, also between machines.
 * See      socketpair(2), unix(7), send(2), recv(2), epoll(7)
 */
#include "strategy.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { AHEAD };
enum { AHEAD_MAX = 64 };

/* The parent's side of one worker. Answers come in the order of the requests, so that neither needs
 * a name. */
struct link {
    int socket;                     /* −1 once closed */
    unsigned held;                  /* chunks that the worker has not answered … */
    struct chunk chunks[AHEAD_MAX]; /* … the oldest first … */
    size_t sent;                    /* … bytes of them that were sent … */
    size_t received;                /* … and bytes of the results of the oldest that are here */
};

struct crew {
    struct watch watch;
    struct link links[];
};

static noreturn void child(struct job *job, unsigned worker, int channel)
{
    worker_enter(job);
    int error = job_detach(job);
    if (error != 0)
        worker_exit(job, worker, job_fail(job, "mmap", error));
    struct chunk chunk;
    while ((error = read_whole(channel, &chunk, sizeof chunk)) == 0) {
        job_run(job, worker, chunk.first, chunk.count);
        error = write_whole(channel, job->results + chunk.first * job->result_bytes,
                            chunk.count * job->result_bytes);
        if (error != 0)
            worker_exit(job, worker, job_fail(job, "write", error));
    }
    worker_exit(job, worker, error == ENODATA ? 0 : job_fail(job, "read", error));
}

/* Forks the next worker, with its socket. */
static int start(struct job *job, struct crew *crew)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(job, "socketpair", errno);
    unsigned worker = crew->watch.started++;
    crew->links[worker].socket = ends[0];
    pid_t pid = fork();
    if (pid == 0) {
        /* A worker that held the parent's end of a socket would keep its EOF from ever coming. */
        for (unsigned each = 0; each <= worker; each++)
            fd_close(&crew->links[each].socket);
        free(crew); /* the parent's: an item that calls exit here must leak nothing */
        child(job, worker, ends[1]);
    }
    int error = pid < 0 ? job_fail(job, "fork", errno) : 0;
    fd_close(&ends[1]);
    if (error == 0)
        worker_started(job, worker, pid);
    return error;
}

/* Gives the worker chunks until it holds `most`. No send waits, or parent and worker could wait for
 * each other to make room. Where a socket is full, the worker has requests to read, and its next
 * answer brings the parent here again. */
static int give(struct crew *crew, unsigned worker, unsigned most)
{
    struct job *job = crew->watch.job;
    struct link *link = &crew->links[worker];
    while (link->held < most && job_claim(job, worker, &link->chunks[link->held]))
        link->held++;
    size_t bytes = link->held * sizeof *link->chunks;
    while (link->socket >= 0 && link->sent < bytes) {
        ssize_t put = send(link->socket, (const char *)link->chunks + link->sent,
                           bytes - link->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put >= 0)
            link->sent += (size_t)put;
        else if (errno == EAGAIN || errno == EPIPE || errno == ECONNRESET)
            break; /* what becomes of a worker that has lost its end, its pidfd reports */
        else if (errno != EINTR)
            return job_fail(job, "send", errno);
    }
    /* No chunk is left for it: EOF ends it. */
    if (link->held == 0)
        watch_drop(&crew->watch, &link->socket);
    return 0;
}

/* Takes what is here of the results of the oldest chunk, right into place. Returns 0, or EAGAIN
 * when nothing is here. */
static int receive(struct crew *crew, struct link *link)
{
    struct job *job = crew->watch.job;
    struct chunk chunk = link->chunks[0];
    size_t bytes = chunk.count * job->result_bytes;
    unsigned char *results = job->results + chunk.first * job->result_bytes;
    ssize_t got =
        recv(link->socket, results + link->received, bytes - link->received, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return errno == EINTR ? 0 : EAGAIN;
    /* EOF does not imply that the worker has exited: an item may have closed the socket. */
    if (got <= 0) {
        watch_drop(&crew->watch, &link->socket);
        return 0;
    }
    /* A recv may end in the middle of a result. */
    uint64_t before = link->received / job->result_bytes;
    link->received += (size_t)got;
    job_mark_done(job, chunk.first + before, link->received / job->result_bytes - before);
    if (link->received == bytes) {
        link->received = 0;
        link->sent -= sizeof chunk;
        link->held--;
        memmove(link->chunks, link->chunks + 1, link->held * sizeof chunk);
    }
    return 0;
}

/* Hands out all chunks and takes their results, until all workers have left. */
static int farm(struct crew *crew, unsigned ahead)
{
    struct watch_event event;
    int error = 0;
    /* In turn, or the first workers would get all of a few chunks. */
    for (unsigned most = 1; most <= ahead; most++)
        for (unsigned worker = 0; worker < crew->watch.started && error == 0; worker++)
            error = give(crew, worker, most);
    while (error == 0 && (error = watch_next(&crew->watch, &event)) == 0) {
        struct link *link = &crew->links[event.worker];
        if (!event.has_ended) {
            (void)receive(crew, link);
            error = give(crew, event.worker, ahead);
        } else if (link->held > 0) {
            error = job_fail(crew->watch.job, "recv", EBADMSG); /* it left without an answer */
        }
    }
    return error == ENODATA ? 0 : error;
}

static int run(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew + pool->workers * sizeof *crew->links);
    if (crew == NULL)
        return ENOMEM;
    crew->watch.job = pool->job;
    job_restart(pool->job);
    int error = 0;
    while (error == 0 && crew->watch.started < pool_active_workers(pool))
        error = start(pool->job, crew);
    if (error == 0)
        error = watch_open(&crew->watch);
    for (unsigned worker = 0; worker < crew->watch.started && error == 0; worker++)
        error = watch_add(&crew->watch, worker, crew->links[worker].socket, EPOLLIN);
    if (error == 0)
        error = farm(crew, (unsigned)pool->values[AHEAD].number);
    error = watch_close(&crew->watch, error);
    for (unsigned worker = 0; worker < crew->watch.started; worker++) {
        struct link *link = &crew->links[worker];
        /* After a failure: what the workers had sent stays. */
        while (link->socket >= 0 && link->held > 0 && receive(crew, link) == 0)
            continue;
        watch_drop(&crew->watch, &link->socket);
    }
    free(crew);
    return error;
}

static const struct tunable tunables[] = {
    [AHEAD] = { .name = "ahead",
                .min = 1,
                .max = AHEAD_MAX,
                .default_value = 2,
                .help = "chunks that a worker is given before it has answered the first" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "the parent hands chunks to workers over sockets and takes the results back",
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .tunables = tunables,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .run = run,
};
