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
 * See      fork(2), futex(2), pipe(2), pidfd_open(2), epoll(7), sched_setaffinity(2), kit/gate.h
 */
#include "kit/clock.h"
#include "kit/gate.h"
#include "kit/processors.h"
#include "kit/wake.h"
#include "strategy.h"
#include <stdlib.h>
#include <unistd.h>

enum { WAIT };
enum wait { WAIT_SPIN, WAIT_FUTEX, WAIT_ADAPTIVE };

/* How often the caller looks for deaths: while it works, and before it does the work of others. */
#define WORK_LOOK_NS UINT64_C(100000000)
#define LATE_LOOK_NS UINT64_C(20000)

struct crew {
    enum wait wait;
    bool has_claims;        /* there are more chunks than a first one for each worker */
    bool *is_worker;        /* false in a process that an item has forked */
    struct binding binding; /* of this process, while workers spin */
    uint64_t looked_ns;     /* the caller, for deaths */
    struct wake wake;       /* sent by the last worker of a run to a caller that sleeps */
    struct watch watch;     /* open until a worker is lost */
};

/* A processor for each worker, chosen by worker 1 while it has nothing else to do, because that
 * takes 0.1 ms; after the second run, because a pool for one run needs none. */
static void choose_processors(struct pool *pool)
{
    struct gate *gate = pool->shared;
    unsigned workers = pool_active_workers(pool);
    unsigned *order = calloc(workers, sizeof *order);
    /* With fewer processors than workers, one that spins keeps another from its work: then there
     * are none. */
    if (order != NULL && processors_choose(workers, order) == 0)
        /* It stays where it is. The caller's is the last, and says that there are some. */
        for (unsigned i = 0; i < workers; i++)
            atomic_store(&gate->places[(i + 1) % workers].processor, order[i] + 1);
    free(order);
}

/* While workers spin, each stays on its processor. */
static void settle(struct pool *pool, unsigned worker, bool spins)
{
    struct crew *crew = pool->state;
    const struct gate *gate = pool->shared;
    uint32_t processor = atomic_load(&gate->places[worker].processor);
    if (spins && processor > 0)
        binding_set(&crew->binding, processor - 1);
    else
        binding_clear(&crew->binding);
}

/* A worker's part of run `number`; it ends at *end_ns. */
static int serve(struct pool *pool, unsigned worker, uint32_t number, uint64_t *end_ns)
{
    struct job *job = pool->job;
    struct crew *crew = pool->state;
    struct chunk chunk;
    for (bool has = job_claim_first(job, worker, &chunk); has;
         has = crew->has_claims && job_claim(job, worker, &chunk))
        job_run(job, worker, chunk.first, chunk.count);
    /* An item has forked, and this is the second process. Nobody would notice its death, so nobody
     * may wait for it. */
    if (!*crew->is_worker)
        _exit(0);
    job_end(job, worker);
    *end_ns =
        job->slots[worker].end_ns; /* now: the slot may be cleared as soon as the run is over */
    bool must_wake = gate_leave(pool->shared, worker, pool_active_workers(pool), number);
    return must_wake ? wake_send(&crew->wake) : 0;
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct crew *crew = pool->state;
    struct gate *gate = pool->shared;
    worker_enter(pool->job);
    fd_close(&crew->wake.ends.read);
    *crew->is_worker = true;
    int error = 0;
    uint32_t number = 0;
    uint64_t idle_ns = clock_now();
    bool must_choose = worker == 1 && crew->wait != WAIT_FUTEX;
    while (error == 0 && gate_await(gate, &number, idle_ns)) {
        settle(pool, worker, gate->spins);
        if (gate_enter(gate, worker, number))
            error = serve(pool, worker, number, &idle_ns);
        else
            idle_ns = clock_now(); /* it came late, and the run is over */
        if (must_choose && number > 1) {
            choose_processors(pool);
            must_choose = false;
        }
    }
    worker_exit(pool->job, worker, error == 0 ? 0 : job_fail(pool->job, "write", error));
}

/* Forks workers 1 … workers−1, and watches them. */
static int start(struct pool *pool, struct crew *crew)
{
    struct job *job = pool->job;
    struct watch *watch = &crew->watch;
    for (; watch->started < pool_active_workers(pool); watch->started++) {
        pid_t pid = fork();
        if (pid < 0)
            return job_fail(job, "fork", errno);
        if (pid == 0)
            child(pool, watch->started);
        worker_started(job, watch->started, pid);
    }
    int error = watch_open(watch);
    return error == 0 ? watch_add(watch, 0, crew->wake.ends.read, EPOLLIN) : error;
}

static int open_crew(struct pool *pool)
{
    struct job *job = pool->job;
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return ENOMEM;
    pool->state = crew;
    crew->watch = (struct watch){ .job = job, .started = 1 }; /* the caller */
    crew->wait = (enum wait)pool->values[WAIT].number;
    crew->has_claims = job_has_claims(job, pool_active_workers(pool));
    int error = wake_open(&crew->wake);
    if (error != 0)
        return job_fail(job, "pipe", error);
    error = worker_mark_open(job, &crew->is_worker);
    if (error != 0)
        return error;
    error = start(pool, crew);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

/* Sleeps until a message is there, or a worker is lost. */
static int read_message(struct crew *crew)
{
    struct watch_event event;
    int error = watch_next(&crew->watch, &event);
    if (error == 0 && event.has_ended)
        error = ENODATA; /* it left before it had finished */
    return error == 0 ? wake_receive(&crew->wake) : error;
}

static int look(struct crew *crew)
{
    crew->looked_ns = clock_now();
    /* A message would be that of an item, and mean nothing. */
    return watch_is_ready(&crew->watch) ? read_message(crew) : 0;
}

/* One of the caller's chunks. The death of a worker does not stop the caller, so it must look. */
static int run_chunk(struct pool *pool, struct crew *crew, const struct chunk *chunk)
{
    job_run(pool->job, 0, chunk->first, chunk->count);
    return clock_tick() < crew->looked_ns + WORK_LOOK_NS ? 0 : look(crew);
}

static int work(struct pool *pool, struct crew *crew)
{
    struct chunk chunk;
    int error = 0;
    for (bool has = job_claim_first(pool->job, 0, &chunk); has && error == 0;
         has = crew->has_claims && job_claim(pool->job, 0, &chunk))
        error = run_chunk(pool, crew, &chunk);
    job_end(pool->job, 0);
    return error;
}

/* Runs the first chunks of workers that have not entered the run. They are not yet awake, or another
 * program has their processor, or they are dead. */
static int replace_late(struct pool *pool, struct crew *crew, uint32_t number)
{
    const struct slot *own = &pool->job->slots[0];
    int error = 0;
    for (unsigned worker = 1; worker < crew->watch.started && error == 0; worker++) {
        if (!gate_skip(pool->shared, worker, number))
            continue;
        if (own->end_ns >= crew->looked_ns + LATE_LOOK_NS)
            error = look(crew);
        struct chunk chunk = job_first(pool->job, worker);
        if (error != 0 || chunk.count == 0)
            continue;
        error = run_chunk(pool, crew, &chunk);
        job_end(pool->job, 0);
    }
    return error;
}

/* Waits until the run is over for every worker, or one is lost. */
static int gather(struct pool *pool, struct crew *crew, uint32_t number)
{
    struct gate *gate = pool->shared;
    unsigned workers = crew->watch.started;
    /* A static schedule binds chunks to workers. */
    bool may_replace = !schedule_is_static(pool->job->schedule);
    int error = may_replace ? replace_late(pool, crew, number) : 0;
    if (error != 0 || gate_spin(gate, workers, number, pool->job->slots[0].end_ns) ||
        !gate_begin_sleep(gate, workers, number))
        return error;
    do
        error = read_message(crew);
    while (error == 0 && gate_is_asleep(gate));
    return error;
}

static bool may_spin(const struct crew *crew, const struct gate *gate)
{
    return crew->wait == WAIT_SPIN ||
           (crew->wait == WAIT_ADAPTIVE && atomic_load(&gate->places[0].processor) > 0 &&
            spin_is_allowed(&gate->calm));
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    struct gate *gate = pool->shared;
    if (!crew->watch.is_open)
        return job_fail(pool->job, "a pool that has lost a worker", EOWNERDEAD);
    bool spins = may_spin(crew, gate);
    settle(pool, 0, spins);
    job_restart_behind(pool->job, crew->watch.started);
    uint32_t number = gate_open(gate, spins);
    int error = work(pool, crew);
    if (error == 0)
        error = gather(pool, crew, number);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    if (crew == NULL)
        return 0;
    gate_close(pool->shared);
    settle(pool, 0, false);
    watch_drop(&crew->watch, &crew->wake.ends.read);
    fd_close(&crew->wake.ends.write);
    int error = watch_close(&crew->watch, 0);
    worker_mark_close(&crew->is_worker);
    free(crew);
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
