/* SPDX-License-Identifier: MIT */
/* prefork: workers are forked once and wait at a gate between runs; the caller is worker 0.
 *
 *     open      fork fork
 *     run       gate+1 ── 0-1 ── 5 ── 8 ─ wait for 1 and 2 ── return
 *     worker 1  └ 2 ─ 4 ── 7 ─ over ── wait for gate+1
 *     worker 2  └ 3 ── 6 ─ 9 ─── over, wake the caller ── wait for gate+1
 *     close     gate+1: leave                          wait wait
 *
 * Costs    fork_static's forks, but in open. Where each worker has a processor, a run costs two
 *          passages of a cache line to each worker and back; where they sleep, a wake-up each. The
 *          first chunk of a worker needs no claim, any other that of threads.
 * Fails    to show workers what the caller changes after open. A crash in one of its items ends it.
 *          While workers spin, from the third run until close, the caller is bound to a processor
 *          like each of them, and so is what it or an item forks.
 * Differs  from fork_static by one idea: a copy serves many runs, so it needs a gate to wait at,
 *          and the caller must know when all have finished. spawn_pool's workers inherit nothing.
 * See      fork(2), futex(2), pipe(2), pidfd_open(2), epoll(7), sched_setaffinity(2), kit/crew.h,
 *          kit/gate.h
 */
#include "kit/crew.h"
#include "strategy.h"
#include <stdlib.h>
#include <unistd.h>

enum { WAIT };
enum wait { WAIT_SPIN, WAIT_FUTEX, WAIT_ADAPTIVE };

struct prefork {
    struct crew crew;
    enum wait wait;
};

/* Forks workers 1 … workers−1. */
static int start(struct crew *crew)
{
    struct job *job = crew->job;
    for (unsigned *started = &crew->watch.started; *started < crew->workers; ++*started) {
        pid_t pid = fork();
        if (pid < 0)
            return job_fail(job, "fork", errno);
        if (pid == 0) {
            worker_enter(job);
            crew_serve(crew, *started);
        }
        worker_started(job, *started, pid);
    }
    return crew_watch(crew);
}

static int open_crew(struct pool *pool)
{
    struct prefork *prefork = calloc(1, sizeof *prefork);
    if (prefork == NULL)
        return ENOMEM;
    pool->state = prefork;
    prefork->wait = (enum wait)pool->values[WAIT].number;
    prefork->crew = (struct crew){
        .job = pool->job,
        .gate = pool->shared,
        .workers = pool_active_workers(pool),
        .may_spin = prefork->wait != WAIT_FUTEX,
    };
    int error = crew_open(&prefork->crew);
    if (error != 0)
        return error;
    error = start(&prefork->crew);
    return error == 0 ? 0 : watch_close(&prefork->crew.watch, error);
}

static int run(struct pool *pool)
{
    struct prefork *prefork = pool->state;
    bool spins = prefork->wait == WAIT_SPIN ||
                 (prefork->wait == WAIT_ADAPTIVE && crew_may_spin(&prefork->crew));
    return crew_run(&prefork->crew, spins);
}

static int close_crew(struct pool *pool)
{
    struct prefork *prefork = pool->state;
    if (prefork == NULL)
        return 0;
    int error = crew_close(&prefork->crew);
    free(prefork);
    return error;
}

static const struct tunable tunables[] = {
    [WAIT] = { .name = "wait",
               .default_value = WAIT_ADAPTIVE,
               .choices = "spin|futex|adaptive",
               .help =
                   "spin for 50 us and then sleep, sleep at once, or spin while each worker has "
                   "a processor" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers forked once wait at a gate between runs, the caller is worker 0",
    .shared_bytes = sizeof(struct gate),
    .shared_bytes_per_worker = sizeof(struct place),
    .traits = TRAIT_PERSISTENT | TRAIT_DYNAMIC | TRAIT_CALLER_WORKS,
    .tunables = tunables,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_FACTORING2,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
