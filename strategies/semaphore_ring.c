/* SPDX-License-Identifier: MIT */
/* semaphore_ring: the parent puts chunks into a bounded ring in shared memory, and children take
 * them out.
 *
 *     parent    wait free ── put ── post filled           free    = empty slots
 *                  │ ring [ 4-5 | 6-7 |     |     ]       filled  = chunks in the ring
 *     child     wait filled ─ wait mutex ─ take ─ post mutex ─ post free ─ run
 *     watcher   a child died ── post free                 a thread of the parent
 *
 * Costs    fork_static's forks, and a thread per run; per chunk six operations on semaphores, each
 *          atomic, and a system call where one waits or has to wake another: about four times
 *          pipe_queue's chunk; with slots=1, where each chunk wakes a sleeper, some forty times.
 * Fails    to pay for items below a microsecond, unless schedule=fixed cuts larger chunks.
 * Differs  from pipe_queue by one idea: the queue is our own, so what the kernel did unasked is in
 *          plain sight: room, contents and mutual exclusion are one semaphore each. A pipe survives
 *          its readers; a mutex whose holder has died stays locked.
 * See      Dijkstra 1965, EWD123, section 4; sem_overview(7), sem_init(3)
 */
#include "kit/board.h"
#include "strategy.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SLOTS };
enum { SLOTS_MAX = 1024 };

/* In pool->shared. */
struct ring {
    alignas(CACHE_PAIR) sem_t free;
    alignas(CACHE_PAIR) sem_t filled;
    alignas(CACHE_PAIR) sem_t mutex; /* of the children; the parent alone puts */
    uint64_t taken;
    alignas(CACHE_PAIR) struct chunk slots[SLOTS_MAX];
};

/* A thread of the parent. */
struct watcher {
    pthread_t thread;
    struct job *job;
    struct ring *ring;
    unsigned started;
    _Atomic bool is_over; /* no worker is left */
    int error;
};

/* sem_wait of an initialised semaphore fails with EINTR only. */
static void acquire(sem_t *semaphore)
{
    while (sem_wait(semaphore) < 0)
        continue;
}

/* Takes a chunk; an empty one is the end. The end stays in the ring, and each child passes its
 * token on, so any number of processes may wait for it. */
static struct chunk take(struct ring *ring, uint64_t slots)
{
    acquire(&ring->filled);
    acquire(&ring->mutex);
    struct chunk chunk = ring->slots[ring->taken % slots];
    ring->taken += chunk.count > 0 ? 1 : 0;
    sem_post(&ring->mutex);
    sem_post(chunk.count > 0 ? &ring->free : &ring->filled);
    return chunk;
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    uint64_t slots = (uint64_t)pool->values[SLOTS].number;
    worker_enter(job);
    for (struct chunk chunk; (chunk = take(pool->shared, slots)).count > 0;)
        job_run(job, worker, chunk.first, chunk.count);
    worker_exit(job, worker, 0);
}

/* Puts all chunks and the end into the ring. Returns ECHILD when no worker is left to take them. */
static int put_all(struct pool *pool, const struct watcher *watcher)
{
    struct ring *ring = pool->shared;
    const struct schedule *schedule = pool->job->schedule;
    uint64_t slots = (uint64_t)pool->values[SLOTS].number;
    for (uint64_t step = 0; step <= schedule->steps; step++) {
        acquire(&ring->free);
        if (watcher->is_over)
            return ECHILD;
        ring->slots[step % slots] = schedule_chunk(schedule, step);
        sem_post(&ring->filled);
    }
    return 0;
}

/* sem_wait waits for one thing only, and a dead worker posts nothing. So this thread waits for the
 * workers, and posts when one has died. By then all are killed, also those that waited for a token
 * or the mutex of the dead one. */
static void *watch_workers(void *argument)
{
    struct watcher *watcher = argument;
    watcher->error = worker_wait_all(watcher->job, watcher->started);
    watcher->is_over = true;
    sem_post(&watcher->ring->free);
    return NULL;
}

/* In each run: a run that failed leaves tokens behind, and a locked mutex. */
static int reset(struct ring *ring, unsigned slots)
{
    ring->taken = 0;
    bool is_ready = sem_init(&ring->free, 1, slots) == 0 && sem_init(&ring->filled, 1, 0) == 0 &&
                    sem_init(&ring->mutex, 1, 1) == 0;
    return is_ready ? 0 : errno;
}

/* Forks the children and starts the watcher. At an error none is left. */
static int start(struct pool *pool, struct watcher *watcher)
{
    struct job *job = pool->job;
    int error = 0;
    for (; watcher->started < pool_active_workers(pool); watcher->started++) {
        pid_t pid = fork();
        if (pid < 0) {
            error = job_fail(job, "fork", errno);
            break;
        }
        if (pid == 0)
            child(pool, watcher->started);
        worker_started(job, watcher->started, pid);
    }
    if (error == 0) {
        error = pthread_create(&watcher->thread, NULL, watch_workers, watcher);
        if (error != 0)
            job_fail(job, "pthread_create", error);
    }
    if (error != 0)
        worker_end_all(job, watcher->started);
    return error;
}

static int run(struct pool *pool)
{
    struct watcher watcher = { .job = pool->job, .ring = pool->shared };
    /* Else the watcher could report that no worker is left before the end is in the ring. */
    if (pool->job->items == 0)
        return 0;
    int error = reset(pool->shared, (unsigned)pool->values[SLOTS].number);
    if (error != 0)
        return job_fail(pool->job, "sem_init", error);
    error = start(pool, &watcher);
    if (error != 0)
        return error;
    error = put_all(pool, &watcher);
    pthread_join(watcher.thread, NULL);
    return watcher.error != 0 ? watcher.error : error;
}

static const struct tunable tunables[] = {
    [SLOTS] = { .name = "slots",
                .min = 1,
                .max = SLOTS_MAX,
                .default_value = 64,
                .help = "chunks that the ring holds" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "children forked once per run take chunks from a ring guarded by semaphores",
    .traits = TRAIT_DYNAMIC | TRAIT_ON_REQUEST,
    .tunables = tunables,
    .shared_bytes = sizeof(struct ring),
    .schedules = SCHEDULES_QUEUE,
    .schedule = SCHEDULE_SELF,
    .schedules_why = "any worker may take any chunk",
    .run = run,
};
