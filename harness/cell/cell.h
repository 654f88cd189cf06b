/* SPDX-License-Identifier: MIT */
/* The cell: one workload × strategy × workers × tunables, in a process of its own.
 *
 *     options → prepare (load, create, board, reference) → run (open, runs, close) → the board
 */
#ifndef FORKSCALE_CELL_CELL_H
#define FORKSCALE_CELL_CELL_H

#include "cell/counters.h"
#include "cell/latency.h"
#include "cell/load.h"
#include "kit/ballast.h"
#include "kit/board.h"
#include "kit/job.h"
#include "options/options.h"
#include "strategies/strategy.h"
#include "workloads/workload.h"

/* The command line. Texts are borrowed from argv. */
struct cell_options {
    const char *describe;
    const char *floor;
    const char *workload;
    const char *workload_settings; /* "k=v,k=v" or NULL */
    const char *strategy;
    const char *strategy_settings;
    int64_t workers;
    int64_t runs;
    int64_t calls;            /* of the run hook in each of these, back to back; 0 is 1 */
    int64_t call_ns;          /* no more of them once they have taken so long; 0: all */
    int64_t trace;            /* records of the trace, of all workers together; 0: none */
    int64_t board_fd;         /* −1: make one */
    int64_t reference_fd;     /* −1: compute the reference */
    const char *ballast;      /* "64M:huge" or NULL */
    bool latency;             /* time each of the calls, too */
    bool counters;            /* count what the hardware can */
    int64_t worker;           /* −1: not an exec'd worker */
    struct option_list words; /* behind its number: for the strategy, if another program has started
                               * the worker; none: the cell itself has started it */
};

struct cell {
    const struct strategy *strategy;
    const struct workload *workload;
    struct values strategy_values;
    struct values workload_values;
    struct job job;
    struct pool pool;
    struct schedule schedule; /* zero if the strategy has none */
    struct board *board;
    char *const *worker_argv; /* see struct pool */
    char *worker_number;
    const unsigned char *reference; /* items × result_bytes: the right results */
    unsigned calls;                 /* see struct cell_options */
    uint64_t call_ns;
    struct counters counters; /* if board->counts.is_wanted */
    struct latency *latency;  /* of the calls of the timed runs; NULL: not asked for */
    struct ballast ballast;
    unsigned char *own_reference; /* the same, where this cell computed it; for free() */
    struct error error;           /* the first one */
};

/* Sets cell->error, unless there is one already. Returns `code`. */
int cell_refuse(struct cell *cell, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Loads both modules and creates the input. What a cell and an exec'd worker have in common. */
int cell_load(struct cell *cell, const struct cell_options *options);

/* After cell_load: makes the board, and maps or computes the reference. */
int cell_prepare(struct cell *cell, const struct cell_options *options);

/* Maps the reference and the profile from the board of another cell in descriptor `fd`, and closes
 * it; −1: computes both on the board, and compares the results with the answer from outside. */
int cell_reference(struct cell *cell, int fd);

/* Descriptors that a pool of so many workers may need: a pidfd and a channel for each, and some for
 * the cell itself. cell_prepare raises the soft limit to that, as far as the hard limit allows. */
static inline uint64_t cell_descriptors(unsigned workers)
{
    return 64 + 2 * (uint64_t)workers;
}

/* After job_attach: the schedule and the pool of this cell or of its exec'd worker. */
int cell_make_pool(struct cell *cell, const struct cell_options *options, int board_fd);

/* Touches the ballast, and notes on the board how much memory of this process is resident. */
int cell_touch_ballast(struct cell *cell);

/* Calls early, touches the ballast, opens the pool, runs it once and then `runs` times with `calls`
 * calls each, closes it, and leaves samples and usage on the board. */
int cell_run(struct cell *cell);

/* Compares the results of the last run with the reference, and the item runs with what `calls`
 * calls make. */
int cell_verify(struct cell *cell, unsigned calls);

/* After close: refuses a cell that took more of the processors' time than its workload allows. */
int cell_check_idle(struct cell *cell);

/* Writes the sentence for a hook ("open", "run" …) that returned `error`: which step, which worker,
 * how it ended, what was done. Returns `error`. */
int cell_blame(struct cell *cell, const char *hook, int error);

/* An exec'd worker's whole life: maps the board at WORKER_BOARD, loads, serves, and leaves by
 * worker_exit. Returns only when it could not even do that. */
int cell_work(struct cell *cell, const struct cell_options *options);

#endif
