/* SPDX-License-Identifier: MIT */
/* The contract of a strategy: a way to create workers, hand them chunks and gather results.
 *
 * A strategy is one file, built into one shared object; the file's stem is its name everywhere. It
 * exports one constant, `const struct strategy strategy`, as its last paragraph. To write your own,
 * start from fork_static.c, the simplest with workers; docs/reading-order.md leads on from there.
 *
 * A fresh process, the cell, calls the hooks, all from one thread:
 *
 *     early   once                       timed alone; then the caller's memory grows
 *     open    once                       timed alone
 *     run     1 + n times                timed; results are checked after each
 *     close   once, after any failure    timed alone
 *
 * The strategy itself calls fork, posix_spawn, pthread_create, pipe: that is the lesson. The kit
 * has the retry loops, the exit paths and the bookkeeping. job_run is the only way to run an item.
 * A strategy has no global variables: what it keeps between the hooks hangs on pool->state.
 *
 * Workers
 *
 *     pid = fork();                          in run or open
 *     if (pid == 0) {
 *         worker_enter(job);                 die with the cell
 *         while (job_claim(job, worker, &chunk)) as its schedule has it
 *             job_run(job, worker, chunk.first, chunk.count);
 *         worker_exit(job, worker, 0);       never return, never exit
 *     }
 *     worker_started(job, worker, pid);      so that a death can be named
 *     …
 *     error = worker_wait(job, worker);      or worker_wait_all
 *
 * Workers are numbered 0 … workers−1. One number serves one process at a time; after a successful
 * worker_wait it may serve the next.
 *
 * - Kept workers. A worker that outlives the run (a thread, a process forked or spawned in open)
 *   calls job_end when a run has no more chunks for it; worker_exit does so for the others.
 *   PR_SET_PDEATHSIG, which worker_enter sets, is bound to the thread that forked, not to its
 *   process: when that thread ends, the kernel kills the worker. Fork kept workers in the thread
 *   that calls the hooks.
 * - Grandchildren. A template process may fork the workers, as in zygote.c. It calls worker_enter
 *   itself; its workers call worker_enter_external with the pid of the template. Only the template
 *   can reap them: it uses worker_wait, worker_wait_all and worker_end_all as a parent does, or
 *   waits by other means and calls worker_ended. worker_pidfd lets any process watch any worker.
 * - Other processes. A template, or a janitor beside the workers, may live as long as the pool. It
 *   runs no items, and ends within a second of the caller.
 * - The caller as worker. With TRAIT_CALLER_WORKS the thread that calls run is worker 0: it calls
 *   job_run and job_end for it, and neither worker_enter, worker_started nor worker_exit.
 * - Other programs. An exec'd worker (TRAIT_EXEC) is forkscale-cell again, which calls the worker
 *   hook. Workers of another language call the C interface in kit/foreign.h.
 * - Results. Processes that share no memory with their parent send results through channels:
 *   job_detach and job_mark_done keep the books.
 *
 * A small caller
 *
 * What a fork costs grows with the memory that the parent has touched. `early` is called before the
 * memory of the caller grows: `forkscale run --ballast` touches it between early and open. What
 * early forks stays small, and so do the processes that it forks later.
 *
 * - Such a process has what existed then: the job, its input and the schedule. It shares the board
 *   and pool->shared, which are mapped MAP_SHARED.
 * - It does not see what the caller changes later in its own memory. That must be sent to it, or
 *   made again.
 * - Its time is no part of `once`, which is open + first run + close; it is recorded as early_ns.
 *
 * Schedules
 *
 * A schedule cuts the items into chunks (kit/schedule.h); a strategy decides who gets which. It
 * names the schedules that its transport allows, and the cell adds the tunables `schedule`, `chunk`
 * and others behind its own and sets job->schedule.
 *
 * - Workers that see the board claim: job_restart before each run, then job_claim until it fails
 *   (kit/claim.h). That honours every schedule. Workers that are there before the run may have
 *   their first chunks without a claim.
 * - A parent that hands out chunks takes schedule_chunk(job->schedule, step) for each step in turn.
 *   If it cannot choose the worker, `cyclic` and `awf` are impossible: SCHEDULES_QUEUE.
 * - Workers that must know their chunks before they start can only honour SCHEDULES_STATIC.
 *
 * Waiting
 *
 * A waiting process sleeps. It may spin first for a bounded time far below a millisecond
 * (kit/spin.h).
 * Between two runs a pool uses no processor time. It waits as long as items take: no timeout and no
 * polling is needed, because pidfds report worker exits (kit/watch.h). EOF on a channel does not
 * imply exit, because a process that an item has forked may hold that end; and exit does not imply
 * EOF.
 *
 * What an item may do
 *
 * An item is code that the strategy cannot trust. It may close every descriptor, change signal
 * handlers, signal mask and working directory, lower limits, print, stop, never end, die of any
 * signal, call exit or _exit, and write to memory. It may fork: the child may outlive the worker
 * and hold its descriptors; if it returns from the item, job_run ends it (kit/twin.h). Each of these
 * must be harmless to the caller or make run fail: never a hang, a wrong result without an error, or
 * the end of the caller. Only an item that runs in the caller's own process may end the caller: see
 * TRAIT_INLINE, TRAIT_THREADS and TRAIT_CALLER_WORKS.
 *
 * What belongs to the caller
 *
 * When close returns, also after a failure, all is as it was before open: descriptors and their
 * flags, signals and mask, timers, limits, environment, locale, the arithmetic of floating point,
 * names in the system. Between, these are the strategy's to use.
 *
 * - Workers share the files that were open at a fork, with their offsets, flags and locks. So they
 *   leave them alone: what a worker reads from the standard input its caller has lost.
 * - An item may execute a program. Descriptors of the strategy are close-on-exec, or the program
 *   would hold them.
 * - Signals that end a process end the caller at once, in each hook and between them; their handling
 *   is the caller's.
 * - Workers may use the processors that the caller may use.
 *
 * Failures
 *
 * - `run` returns 0 when every item ran exactly once and all results are on the board, even if
 *   single items failed; EOWNERDEAD when a worker died; else the errno number of the step that
 *   failed, which job_fail(job, "pipe", errno) notes.
 * - A failed item (its errno is in the worker's slot) ends neither its worker nor the run.
 * - A worker that dies, leaves with an error or cannot be started makes the run fail: fewer workers
 *   than were asked for never do the work in its place. The run then ends at once, within a second:
 *   worker_end_all kills and reaps the other workers, whatever item they have in hand.
 *   worker_wait_all does that by itself. A caller that works notices the death of another worker
 *   within a second of the end of its chunk in hand.
 * - The slot of a dead worker keeps its pid, its wait status, its item in hand, and that it has not
 *   left. Items that are done stay done and their results stay valid; board_settle decides the
 *   state of those in hand.
 * - The caller, its other children and other pools are untouched. A pool with workers per run may
 *   run again. A persistent pool that has lost a worker, or the program that its workers belong
 *   to, returns EOWNERDEAD at once from every later run, and its close works.
 * - A worker that is stopped, or whose item never ends, is not dead. The caller's timeout handles
 *   it: the process group of the cell gets SIGTERM, then SIGKILL.
 * - No worker outlives the caller, even one that is killed: worker_enter sees to it. Nor does a name
 *   in the system. A file or shared memory loses its name, and a System V segment is marked for
 *   removal, as soon as all that need it have it. A System V semaphore or queue must be removed by a
 *   process that outlives the caller for a moment.
 */
#ifndef FORKSCALE_STRATEGY_H
#define FORKSCALE_STRATEGY_H

#ifdef __cplusplus
extern "C" { /* the kit, too: a strategy may be written in C++ */
#endif

#include "kit/claim.h"
#include "kit/error.h"
#include "kit/io.h"
#include "kit/job.h"
#include "kit/schedule.h"
#include "kit/watch.h"
#include "kit/worker.h"
#include <errno.h>
#include <stdint.h>

#define STRATEGY_ABI        7
#define WORKER_NUMBER_BYTES 32

/* A strategy at work. Made by the cell; a strategy writes only `state`, and what `shared` and
 * `worker_number` point to. */
struct pool {
    struct job *job;                /* what to run; job->items may be 0 */
    unsigned workers;               /* how many may run at once, ≥ 1; may exceed the items */
    const struct value *values;     /* the strategy's tunables, in row order … */
    const struct tunable *tunables; /* … of this table; NULL for none */
    const char *module;             /* path of the strategy's shared object: for what lies beside */
    void *state;                    /* the strategy's own; NULL before open */
    void *shared;             /* memory that all workers see, page-aligned; zero before open */
    size_t shared_bytes;      /* at least what the strategy asks for, see below */
    int board_fd;             /* the board, close-on-exec, above WORKER_BOARD */
    char *const *worker_argv; /* command of an exec'd worker; NULL in such a worker itself */
    char *worker_number;      /* its last word: print the worker's number there before a spawn, or
                                 * "$NAME": then a program between sets NAME in the environment */
    char *const *words;       /* in an exec'd worker: those behind its number, ended by NULL */
};

enum trait {
    TRAIT_INLINE = 1 << 0,       /* the caller runs every item: planned once, with one worker */
    TRAIT_THREADS = 1 << 1,      /* workers are threads: a crash in an item kills their process */
    TRAIT_EXEC = 1 << 2,         /* workers are exec'd programs: the worker hook is required */
    TRAIT_PERSISTENT = 1 << 3,   /* workers are started in open and outlive a run */
    TRAIT_DYNAMIC = 1 << 4,      /* workers get chunks as they become free */
    TRAIT_FOREIGN = 1 << 5,      /* another program (an interpreter, a shell tool) starts the
                                  * workers; runs only when it is named, because its start takes
                                  * longer than most strategies' whole run */
    TRAIT_CALLER_WORKS = 1 << 6, /* worker 0 is the caller: a crash in one of its items is the
                                  * death of the caller, as with threads; the other workers are
                                  * processes, and P14 applies to them */
    TRAIT_ON_REQUEST = 1 << 7, /* runs only when it is named, as a foreign one: it shows a cost that
                                  * would take most of a default plan, or varies another strategy */
};

struct strategy {
    unsigned abi;                   /* STRATEGY_ABI. Required */
    const char *summary;            /* one line, no full stop. Required */
    unsigned traits;                /* enum trait, or-ed; 0: processes, forked, static */
    const struct tunable *tunables; /* rows, ended by { 0 }; NULL for none. Optional */
    const char *unavailable;        /* why it cannot run here; NULL when it can. Optional */
    const char *checked_with;       /* tunables, "k=v,k=v", with which its promises are checked
                                     * unless others are named: for a strategy that else may choose
                                     * that no worker works. Optional */

    /* The schedules that it honours, or-ed SCHEDULE_BITs, and why it cannot honour the others. The
     * cell adds tunables (schedule, chunk …) behind its own and sets job->schedule. 0: it cuts the
     * items in a way of its own. Optional */
    unsigned schedules;
    enum schedule_kind schedule; /* the one used if none is named */
    uint64_t chunk;              /* and its chunk; 0: the schedule's own */
    const char *schedules_why;   /* "parts are fixed before the fork"; NULL if it honours all */

    /* pool->shared has shared_bytes + workers × shared_bytes_per_worker, and at least 4096. For
     * memory whose size depends on more than that, map your own in open. Optional */
    size_t shared_bytes;
    size_t shared_bytes_per_worker;

    /* The program that it runs in, as this machine has it: writes name and version, "Python 3.11.2".
     * 0, or an errno number with the reason in *error: it cannot run here. Called when the strategy
     * is described, not when it is run. Optional */
    int (*runtime)(char *version, size_t bytes, struct error *error);

    /* Forks what must be forked while the caller is small, such as a template: see "A small caller".
     * 0 or an errno number; then open is not called, and close is. Optional */
    int (*early)(struct pool *pool);

    /* Starts what outlives one run. 0 or an errno number. Optional */
    int (*open)(struct pool *pool);

    /* Does every item exactly once, or says why not: 0 or an errno number, see above. When it
     * returns, no item runs any more, and what was finished is on the board. Required */
    int (*run)(struct pool *pool);

    /* Leaves nothing behind: no child, thread, descriptor, mapping or handler. Called once, also
     * after a failed open or run. 0 or an errno number. Optional */
    int (*close)(struct pool *pool);

    /* In an exec'd worker: serves runs until there are no more, then returns 0 or an errno number.
     * Here pool->state is NULL and WORKER_CHANNEL is open. Required with TRAIT_EXEC */
    int (*worker)(struct pool *pool, unsigned worker);
};

/* Workers that can have anything to do: starting more than there are items is waste. 0 for 0
 * items. */
static inline unsigned pool_active_workers(const struct pool *pool)
{
    return pool->job->items < pool->workers ? (unsigned)pool->job->items : pool->workers;
}

#ifdef __cplusplus
extern const struct strategy strategy; /* or a constant of C++ would not be exported */
}
#endif
#endif
