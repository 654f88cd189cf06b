/* SPDX-License-Identifier: MIT */
/* spawn_pool: workers are fresh programs, spawned once, which map the board and serve many runs.
 *
 *     open    spawn spawn            each worker: exec, load the modules, map the board
 *     run     go → socket 0, 1       workers claim chunks from a counter on the board,
 *             socket 0, 1 → done     and answer when it is used up
 *     close   close the sockets      EOF: the worker leaves
 *
 * Costs    half a millisecond and more a worker in open, however large the caller is; two socket
 *          messages a worker and run; about 15 ns a claim. Each worker creates the input again.
 * Fails    where the input cannot be made again from its tunables: nothing is inherited.
 * Differs  from threads by one idea: no shared address space, only a shared mapping and a
 *          descriptor to find it by. And from the forking ones: what the caller has mapped, locked
 *          or open does not matter.
 * See      posix_spawn(3), socketpair(2), pidfd_open(2), epoll(7), mmap(2), unix(7)
 */
#include "strategy.h"
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK };

/* On the board, so that caller and workers see the same one. */
struct counter {
    _Atomic uint64_t next;
};

/* One socket a worker: start gate and finish line, and the worker's lifeline, for a caller that is
 * gone is an EOF there. An EOF here is no news of a death: what an item forks inherits the worker's
 * end, and may outlive the worker; an item that closes what it finds open ends the channel, and the
 * worker lives on. That is what the watch is for. */
struct crew {
    unsigned started;
    bool is_broken;     /* a worker is lost, and the others were ended */
    struct watch watch; /* who of them is gone */
    int epoll_fd;       /* an epoll over the sockets and the watch: who has something to say */
    int sockets[];      /* the caller's ends; −1 once closed */
};

#define THE_WATCH UINT32_MAX /* among the epoll_fd; the others are known by their numbers */

static const char go = 'g';
static const char done = 'd';

static void claim_and_run(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct counter *counter = pool->shared;
    uint64_t size = (uint64_t)pool->values[CHUNK].number;
    for (;;) {
        /* Relaxed: the messages order the runs; the claim orders nothing but itself. */
        uint64_t first = atomic_fetch_add_explicit(&counter->next, size, memory_order_relaxed);
        struct chunk chunk = schedule_fixed(job->items, first, size);
        if (chunk.count == 0)
            break;
        job_run(job, worker, chunk.first, chunk.count);
    }
    job_end(job, worker);
}

/* The worker's side, in its own program: first it says that it is ready. */
static int serve(struct pool *pool, unsigned worker)
{
    char message;
    int error = write_whole(WORKER_CHANNEL, &done, 1);
    while (error == 0 && (error = read_whole(WORKER_CHANNEL, &message, 1)) == 0) {
        claim_and_run(pool, worker);
        error = write_whole(WORKER_CHANNEL, &done, 1);
    }
    return error == ENODATA ? 0 : error;
}

static int spawn(struct pool *pool, unsigned worker, int channel)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    /* All other descriptors are close-on-exec: a worker that held a sibling's socket would keep
     * that sibling's EOF from ever coming. */
    error = posix_spawn_file_actions_adddup2(&actions, channel, WORKER_CHANNEL);
    if (error == 0)
        error = posix_spawn_file_actions_adddup2(&actions, pool->board_fd, WORKER_BOARD);
    pid_t pid = 0;
    if (error == 0) {
        snprintf(pool->worker_number, WORKER_NUMBER_BYTES, "%u", worker);
        error = posix_spawn(&pid, pool->worker_argv[0], &actions, NULL, pool->worker_argv, environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0)
        worker_started(pool->job, worker, pid);
    return error;
}

static int listen_to(struct pool *pool, int fd, unsigned speaker)
{
    struct crew *crew = pool->state;
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = speaker };
    if (epoll_ctl(crew->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return job_fail(pool->job, "epoll_ctl", errno);
    return 0;
}

/* Starts one worker with its socket. Both ends are the caller's until the spawn; then only
 * one is. */
static int start(struct pool *pool, struct crew *crew)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return job_fail(pool->job, "socketpair", errno);
    int error = spawn(pool, crew->started, ends[1]);
    /* The worker's end, or its death would not be an EOF on ours, which must do where the watch has
     * no descriptor for it. */
    fd_close(&ends[1]);
    if (error != 0) {
        fd_close(&ends[0]);
        return job_fail(pool->job, "posix_spawn", error);
    }
    unsigned worker = crew->started++;
    crew->sockets[worker] = ends[0];
    return listen_to(pool, ends[0], worker);
}

/* Why a worker says no more: it is reaped. One that has left well before it was done is ENODATA. */
static int reap_reason(struct pool *pool, struct crew *crew, unsigned speaker)
{
    bool is_watch = speaker == THE_WATCH;
    int error = is_watch ? watch_next(&crew->watch) : worker_wait(pool->job, speaker);
    return error != 0 ? error : ENODATA;
}

/* Hears whoever speaks first, and counts it off when it says that it is done. */
static int hear(struct pool *pool, struct crew *crew, unsigned *missing)
{
    struct epoll_event event;
    if (epoll_wait(crew->epoll_fd, &event, 1, -1) < 1)
        return errno == EINTR ? 0 : job_fail(pool->job, "epoll_wait", errno);
    unsigned speaker = event.data.u32;
    char message;
    int error = speaker == THE_WATCH ? ENODATA : read_whole(crew->sockets[speaker], &message, 1);
    if (error == 0) {
        --*missing;
        return 0;
    }
    if (speaker == THE_WATCH || crew->watch.fd < 0)
        return reap_reason(pool, crew, speaker);
    /* Its channel has ended; what became of the worker itself the watch will tell. */
    (void)epoll_ctl(crew->epoll_fd, EPOLL_CTL_DEL, crew->sockets[speaker], NULL);
    fd_close(&crew->sockets[speaker]);
    return 0;
}

/* Waits until every worker has said that it is done. */
static int gather(struct pool *pool, struct crew *crew)
{
    int error = 0;
    for (unsigned missing = crew->started; missing > 0 && error == 0;)
        error = hear(pool, crew, &missing);
    return error;
}

/* Without all of its workers the pool is none: those that are left would wait for ever. */
static int give_up(struct pool *pool, struct crew *crew, int error)
{
    worker_end_all(pool->job, crew->started);
    crew->is_broken = true;
    return error;
}

static int open_crew(struct pool *pool)
{
    struct crew *crew = malloc(sizeof *crew + pool->workers * sizeof *crew->sockets);
    if (crew == NULL)
        return ENOMEM;
    *crew = (struct crew){ .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
    pool->state = crew;
    int error = crew->epoll_fd < 0 ? job_fail(pool->job, "epoll_create", errno) : 0;
    /* All are started before any is waited for: they load at the same time. */
    while (error == 0 && crew->started < pool_active_workers(pool))
        error = start(pool, crew);
    watch_open(&crew->watch, pool->job, crew->started);
    if (error == 0 && crew->watch.fd >= 0)
        error = listen_to(pool, crew->watch.fd, THE_WATCH);
    if (error == 0)
        error = gather(pool, crew);
    return error == 0 ? 0 : give_up(pool, crew, error);
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    struct counter *counter = pool->shared;
    if (crew->is_broken)
        return job_fail(pool->job, "a pool that has lost a worker", EOWNERDEAD);
    atomic_store_explicit(&counter->next, 0, memory_order_relaxed);
    /* A worker that is gone fails here or in gather, and gather knows why. */
    int error = 0;
    for (unsigned worker = 0; worker < crew->started && error == 0; worker++)
        error = write_whole(crew->sockets[worker], &go, 1);
    int gather_error = gather(pool, crew);
    if (gather_error != 0)
        error = gather_error;
    return error == 0 ? 0 : give_up(pool, crew, error);
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (crew == NULL)
        return 0;
    for (unsigned worker = 0; worker < crew->started; worker++)
        fd_close(&crew->sockets[worker]);
    fd_close(&crew->epoll_fd);
    int error = watch_close(&crew->watch);
    free(crew);
    pool->state = NULL;
    return error;
}

static const struct tunable tunables[] = {
    [CHUNK] = { .name = "chunk",
                .min = 1,
                .max = 1 << 20,
                .default_value = 1,
                .help = "items that a worker claims at once" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers spawned once as fresh programs claim chunks from a shared counter",
    .traits = TRAIT_EXEC | TRAIT_PERSISTENT | TRAIT_DYNAMIC,
    .tunables = tunables,
    .open = open_crew,
    .run = run,
    .close = close_crew,
    .worker = serve,
};
