/* SPDX-License-Identifier: MIT */
/* prefork: workers are forked once and park between runs; the caller is worker 0.
 *
 *     open      fork fork
 *     run       gate+1 ── 0-1 ── 5 ── 8 ─ await left = 0      worker 0 is the caller
 *     worker 1  └ 2 ─ 4 ── 7 ─ left−1 ── parked
 *     worker 2  └ 3 ── 6 ─ 9 ─── left−1, wakes the caller ── parked
 *     close     gate+1: leave                                 wait wait
 *
 * Costs    fork_static's forks, but in open. A run opens the gate by a futex call and, where the
 *          caller sleeps, ends with a message: a fiftieth of fork_static's run with wait=futex, and
 *          a third where a worker that spins holds the caller's processor. A claim is that of
 *          threads.
 * Fails    to show workers what the caller changes after open. A crash in one of its items ends it.
 * Differs  from fork_static by one idea: a copy serves many runs, so it needs a gate to wait at,
 *          and the caller must know when all have finished. spawn_pool's workers inherit nothing.
 * See      fork(2), futex(2), pipe(2), pidfd_open(2), epoll(7)
 */
#include "kit/board.h"
#include "kit/clock.h"
#include "strategy.h"
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WAIT };
enum wait { WAIT_SPIN, WAIT_FUTEX, WAIT_ADAPTIVE };

#define SPIN_NS UINT64_C(50000)     /* about what a sleep and its wake-up cost */
#define LOOK_NS UINT64_C(100000000) /* a caller at work looks for deaths this often */
#define ASLEEP  (UINT32_C(1) << 31) /* in `left`: the last worker to finish wakes the caller */

/* In pool->shared. Each word has lines of its own: many spin on the one and write the other. */
struct table {
    alignas(CACHE_PAIR) _Atomic uint32_t gate; /* the number of the run; one more at the close */
    bool is_closing;
    alignas(CACHE_PAIR) _Atomic uint32_t left; /* workers that have not finished this run */
    _Atomic uint32_t finished[];               /* by worker: the number of its last run */
};

struct crew {
    uint64_t spin_ns;      /* before a sleep */
    struct pipe_ends wake; /* the caller keeps both: an EOF would hide which worker died */
    struct stat wake_file; /* what the pipe was when the workers were forked */
    struct watch watch;    /* open until a worker is lost */
};

static void await_gate(_Atomic uint32_t *gate, uint32_t seen, uint64_t spin_ns)
{
    for (uint64_t end_ns = clock_now() + spin_ns; clock_now() < end_ns;)
        if (atomic_load(gate) != seen)
            return;
    /* The kernel compares once more under its lock: a gate that opens in between is not missed. */
    while (atomic_load(gate) == seen)
        syscall(SYS_futex, gate, FUTEX_WAIT, seen, NULL, NULL, 0);
}

static void open_gate(_Atomic uint32_t *gate)
{
    atomic_fetch_add(gate, 1);
    syscall(SYS_futex, gate, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* An item may have closed the pipe, and opened another file under its number. A message to that
 * file would be lost, and the caller would sleep on. */
static int wake_caller(const struct crew *crew)
{
    struct stat file;
    if (fstat(crew->wake.write, &file) < 0)
        return errno;
    bool is_wake = file.st_dev == crew->wake_file.st_dev && file.st_ino == crew->wake_file.st_ino;
    return is_wake ? write_whole(crew->wake.write, "w", 1) : EBADF;
}

/* Takes the worker off `left`, but once per run: an item may have forked, so that a second process
 * goes on under its number. */
static int finish(struct pool *pool, unsigned worker, uint32_t number)
{
    struct table *table = pool->shared;
    uint32_t before = number - 1;
    if (!atomic_compare_exchange_strong(&table->finished[worker], &before, number))
        return 0;
    bool must_wake = atomic_fetch_sub(&table->left, 1) == (ASLEEP | 1);
    return must_wake ? wake_caller(pool->state) : 0;
}

static noreturn void child(struct pool *pool, unsigned worker)
{
    struct job *job = pool->job;
    struct crew *crew = pool->state;
    struct table *table = pool->shared;
    worker_enter(job);
    fd_close(&crew->wake.read);
    int error = 0;
    /* Counted, not read from the gate: it may have opened before this worker first looks. */
    for (uint32_t seen = 0; error == 0; seen++) {
        await_gate(&table->gate, seen, crew->spin_ns);
        if (table->is_closing)
            break;
        for (struct chunk chunk; job_claim(job, worker, &chunk);)
            job_run(job, worker, chunk.first, chunk.count);
        job_end(job, worker);
        error = finish(pool, worker, seen + 1);
    }
    worker_exit(job, worker, error == 0 ? 0 : job_fail(job, "write", error));
}

/* With fewer processors than workers, one that spins keeps another from its work. */
static uint64_t spin_time(const struct pool *pool)
{
    cpu_set_t processors;
    bool must_spin = pool->values[WAIT].number == WAIT_SPIN;
    if (pool->values[WAIT].number == WAIT_ADAPTIVE)
        must_spin = sched_getaffinity(0, sizeof processors, &processors) == 0 &&
                    pool_active_workers(pool) <= (unsigned)CPU_COUNT(&processors);
    return must_spin ? SPIN_NS : 0;
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
    return error == 0 ? watch_add(watch, 0, crew->wake.read, EPOLLIN) : error;
}

static int open_crew(struct pool *pool)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return ENOMEM;
    pool->state = crew;
    crew->spin_ns = spin_time(pool);
    crew->watch = (struct watch){ .job = pool->job, .started = 1 }; /* the caller */
    int error = pipe_open(&crew->wake);
    if (error == 0 && fstat(crew->wake.write, &crew->wake_file) < 0)
        error = errno;
    if (error != 0)
        return job_fail(pool->job, "pipe", error);
    error = start(pool, crew);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

/* Sleeps until a message is there, or a worker is lost. */
static int read_message(struct crew *crew)
{
    struct watch_event event;
    char message;
    int error = watch_next(&crew->watch, &event);
    if (error == 0 && event.has_ended)
        error = ENODATA; /* it left before it had finished */
    return error == 0 ? read_whole(crew->wake.read, &message, 1) : error;
}

/* The caller's chunks. The death of a worker does not stop the caller, so it must look. */
static int work(struct job *job, struct crew *crew)
{
    int error = 0;
    uint64_t look_ns = clock_now() + LOOK_NS;
    for (struct chunk chunk; error == 0 && job_claim(job, 0, &chunk);) {
        job_run(job, 0, chunk.first, chunk.count);
        if (clock_now() < look_ns)
            continue;
        if (watch_is_ready(&crew->watch))
            error = read_message(crew); /* a message is that of an item, and means nothing */
        look_ns = clock_now() + LOOK_NS;
    }
    job_end(job, 0);
    return error;
}

/* Waits until every worker has finished, or one is lost. */
static int gather(struct crew *crew, _Atomic uint32_t *left)
{
    for (uint64_t end_ns = clock_now() + crew->spin_ns; clock_now() < end_ns;)
        if (atomic_load(left) == 0)
            return 0;
    /* Count and flag share one word: the last worker cannot miss that the caller sleeps. */
    if (atomic_fetch_or(left, ASLEEP) == 0)
        return 0;
    int error = 0;
    do
        error = read_message(crew);
    while (error == 0 && atomic_load(left) != ASLEEP);
    return error;
}

static int run(struct pool *pool)
{
    struct crew *crew = pool->state;
    struct table *table = pool->shared;
    if (!crew->watch.is_open)
        return job_fail(pool->job, "a pool that has lost a worker", EOWNERDEAD);
    job_restart(pool->job);
    atomic_store(&table->left, crew->watch.started - 1);
    open_gate(&table->gate);
    int error = work(pool->job, crew);
    if (error == 0)
        error = gather(crew, &table->left);
    return error == 0 ? 0 : watch_close(&crew->watch, error);
}

static int close_crew(struct pool *pool)
{
    struct crew *crew = pool->state;
    struct table *table = pool->shared;
    if (crew == NULL)
        return 0;
    table->is_closing = true;
    open_gate(&table->gate);
    watch_drop(&crew->watch, &crew->wake.read);
    fd_close(&crew->wake.write);
    int error = watch_close(&crew->watch, 0);
    free(crew);
    return error;
}

static const struct tunable tunables[] = {
    [WAIT] = { .name = "wait",
               .default_value = WAIT_ADAPTIVE,
               .choices = "spin|futex|adaptive",
               .help = "spin for 50 us and then sleep, sleep at once, or spin if each worker has a "
                       "processor" },
    { 0 },
};

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "workers forked once park on a futex between runs, the caller is worker 0",
    .shared_bytes = sizeof(struct table),
    .shared_bytes_per_worker = sizeof(uint32_t),
    .traits = TRAIT_PERSISTENT | TRAIT_DYNAMIC | TRAIT_CALLER_WORKS,
    .tunables = tunables,
    .schedules = SCHEDULES_ALL,
    .schedule = SCHEDULE_SELF,
    .open = open_crew,
    .run = run,
    .close = close_crew,
};
