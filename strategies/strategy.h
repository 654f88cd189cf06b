/* SPDX-License-Identifier: MIT */
/* The contract of a strategy: a way to create workers, hand them chunks and gather results.
 *
 * A strategy is one file, built into one shared object; the file's stem is its name everywhere. It
 * exports one constant, `const struct strategy strategy`, as its last paragraph. To write your own,
 * start from fork_static.c, the simplest with workers; docs/reading-order.md leads on from there.
 *
 * What forkscale does around it, in one fresh process (the cell):
 *
 *     open    once                       timed, alone
 *     run     1 + n times                timed; results checked after each
 *     close   once, whatever came before timed, alone
 *
 * The strategy itself calls fork, posix_spawn, pthread_create, pipe: that is the lesson. The kit
 * has the retry loops, the exit paths and the bookkeeping. A worker process lives like this:
 *
 *     pid = fork();                          in run or open, called by the cell itself
 *     if (pid == 0) {
 *         worker_enter(job);                 die with the cell
 *         job_run(job, worker, first, count);    as often as there are chunks for it
 *         worker_exit(job, worker, 0);       never return, never exit
 *     }
 *     worker_started(job, worker, pid);      so that a death can be named
 *     …
 *     error = worker_wait(job, worker);      or worker_wait_all
 *
 * Workers are numbered 0 … workers−1. One number serves one process at a time; after a good
 * worker_wait it may serve the next. A worker that outlives the run (a thread, a persistent
 * process) calls job_end itself when it has no more chunks; worker_exit does it for the others.
 *
 * Where workers share nothing but their parent, job_detach and job_mark_done keep the books of results
 * that travel. Strategies have no global state: what one must keep between the hooks hangs on
 * pool->state.
 *
 * When things go wrong
 *
 * - `run` returns 0 when every item ran, each exactly once, and all results are on the board, though
 *   single items may have failed; EOWNERDEAD when a worker died; else the errno number of the step
 *   that failed, which job_fail(job, "pipe", errno) notes on its way through.
 * - A failed item (its errno is in the worker's slot) ends neither its worker nor the run.
 * - A worker that died, or left with an error, makes the run fail, and so does a worker that cannot
 *   be started. The run then ends at once: worker_end_all kills the others and reaps them, whatever
 *   they have in hand. worker_wait_all does that by itself.
 * - The slot of the dead keeps its pid, its wait status, the item in hand, and that it has not left.
 *   What was marked done is done, and its result stays; board_settle says what became of the rest.
 * - Nothing else is lost: not the caller, its other children, or other pools. A pool with workers
 *   per run may run again. A persistent pool that has lost a worker returns EOWNERDEAD from every
 *   later run at once, and its close works; so does one that has lost the program its workers
 *   belong to.
 * - A dead worker is noticed, not looked for: by its pidfd (kit/watch.h). An EOF of its channel would
 *   not do, for what an item has forked holds that end too. A parent that waits sleeps; there is no
 *   timeout and no polling.
 * - A worker that is stopped, or whose item never ends, is no death. That is for the deadline of
 *   whoever called: the group of the cell gets SIGTERM, then SIGKILL.
 * - No worker outlives the caller, even one that is killed: worker_enter sees to it.
 * - Threads are the exception that they declare: a crash in one item is the death of the caller.
 */
#ifndef FORKSCALE_STRATEGY_H
#define FORKSCALE_STRATEGY_H

#include "kit/io.h"
#include "kit/job.h"
#include "kit/schedule.h"
#include "kit/watch.h"
#include "kit/worker.h"
#include <errno.h>
#include <stdint.h>

#define STRATEGY_ABI        3
#define POOL_SHARED_BYTES   4096
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
    void *shared;                   /* POOL_SHARED_BYTES that all workers see; zero before open */
    int board_fd;                   /* the board, close-on-exec, above WORKER_BOARD */
    char *const *worker_argv;       /* command of an exec'd worker; NULL in such a worker itself */
    char *worker_number; /* its last word: print the worker's number there before a spawn, or
                                 * "$NAME": then a program between sets NAME in the environment */
    char *const *words;  /* in an exec'd worker: those behind its number, ended by NULL */
};

enum trait {
    TRAIT_INLINE = 1 << 0,     /* the caller does it all: planned once, with one worker */
    TRAIT_THREADS = 1 << 1,    /* workers are threads: a crash in an item kills their process */
    TRAIT_EXEC = 1 << 2,       /* workers are exec'd programs: the worker hook is required */
    TRAIT_PERSISTENT = 1 << 3, /* workers are started in open and outlive a run */
    TRAIT_DYNAMIC = 1 << 4,    /* workers get chunks as they become free */
    TRAIT_FOREIGN = 1 << 5,    /* workers are the children of another program, a language's or the
                                * shell's: run when it is named, for its start would eat the race */
};

/* A promise that the strategy does not keep, and why that is not for forkscale to mend. One promise may
 * have several rows, with different words. */
struct known {
    const char *property; /* "P14"; NULL ends the table */
    const char *seen;     /* words of what is seen then: a break in other words is another one.
                           * NULL: any */
    const char *why;      /* a phrase that names the upstream issue or manual */
    bool flaky;           /* it depends on who is faster: kept once is not yet mended */
};

struct strategy {
    unsigned abi;                   /* STRATEGY_ABI. Required */
    const char *summary;            /* one line, no full stop. Required */
    unsigned traits;                /* enum trait, or-ed; 0: processes, forked, static */
    const struct tunable *tunables; /* rows, ended by { 0 }; NULL for none. Optional */
    const char *unavailable;        /* why it cannot run here; NULL when it can. Optional */

    /* What `forkscale check` finds broken, rows ended by { 0 }: told as known, and one that is kept
     * after all is told too. Optional */
    const struct known *known;

    /* What it runs in, as it is on this machine: writes its name and version, "Python 3.11.2". 0, or
     * an errno number with why it cannot run here in its place. Asked for when the strategy is
     * described, not when it is run. Optional */
    int (*runtime)(char *text, size_t bytes);

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

#endif
