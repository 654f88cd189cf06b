/* SPDX-License-Identifier: MIT */
/* The job: one workload instance on the board, ready to be run, and the only way to run its items.
 *
 * A strategy decides who runs which items when; job_run runs them. So a strategy cannot skip the
 * bookkeeping, and a wrong one cannot look fast.
 */
#ifndef FORKSCALE_KIT_JOB_H
#define FORKSCALE_KIT_JOB_H

#include "kit/error.h"
#include "kit/tunable.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct schedule;
struct slot;
struct workload;

/* What a workload's create makes and its item reads. Private to each process: a forked worker
 * inherits it, an exec'd worker creates it again, and both must come out the same. */
struct input {
    const struct value *values; /* the workload's tunables, in row order */
    uint64_t items;             /* set by create; 0 is allowed */
    size_t result_bytes; /* set by create; bytes of one result, at least 1. 8 before create */
    void *data;          /* the workload's own */
};

/* Computes item `index` < input->items into `result` (result_bytes long, aligned as result_bytes
 * is, up to 16). Pure and re-entrant: the same bytes for the same index, in any process or thread.
 * Returns 0, or an errno number when it could not be computed: then what `result` holds does not
 * matter, and the worker goes on with the next item. An item that returns 0 and has written nothing
 * counts as not run. */
typedef int item_function(const struct input *input, uint64_t index, void *result);

/* How results compare with an answer from outside. */
enum answer {
    ANSWER_RIGHT,   /* they agree */
    ANSWER_WRONG,   /* they do not */
    ANSWER_UNKNOWN, /* there is none for these tunables */
};

enum job_mode {
    JOB_DETACHED = 1 << 0, /* this process has left the board's results, by job_detach */
    JOB_TRACED = 1 << 1,   /* the board has a trace; see kit/trace.h */
};

struct job {
    struct input input;
    item_function *item;
    struct board *board;
    struct slot *slots;     /* one per worker, on the board */
    unsigned char *results; /* items × result_bytes, on the board; after job_detach private */
    uint64_t items;
    size_t result_bytes;
    unsigned workers;
    const struct schedule *schedule; /* how the items are cut into chunks; see kit/claim.h */
    unsigned modes;                  /* enum job_mode, or-ed: what is not as usual */
};

/* Puts the job on a mapped board: its slots and results, how many items and workers, and whether it
 * is traced. */
void job_attach(struct job *job, struct board *board);

/* Creates the input of a workload in this process. If the job is on a board already, the input must
 * fit it. Returns 0, or an errno number with the sentence in *error. */
int job_create(struct job *job, const struct workload *workload, const struct value *values,
               struct error *error);

/* Whether there is such a worker. If not, that is noted and makes the run invalid. */
bool job_has_worker(const struct job *job, unsigned worker);

/* Runs items first … first+count−1 as `worker` (0 … workers−1) and stores their results. The first
 * call of a worker in a run stamps its begin. count = 0 is allowed and does nothing. A chunk that
 * is not inside the job, or a worker that is not there, is not run but noted, and makes the run
 * invalid. A process that an item forks ends when it returns from the item: see kit/twin.h. A result on
 * the board is the record that its item is done; see kit/board.h. */
void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count);

/* In a forked child, before its first item: from now on job->results is private memory of this
 * process, zero at first, for results that travel. Before a chunk, job_run marks its items as not
 * run: a result that its parent has copied in part must not count. What the process computes is done
 * when job_mark_done says so; only a failed item is marked at once. The memory goes with the process.
 * Returns 0 or an errno of mmap. */
int job_detach(struct job *job);

/* In the parent of a detached child, which has put the results of items first … first+count−1 at
 * job->results + first × result_bytes: marks them done, except those that failed. They must lie
 * inside the job. */
void job_mark_done(struct job *job, uint64_t first, uint64_t count);

/* Stamps the end of `worker` in this run. Call it once, as soon as the worker knows that there is
 * no chunk left for it, and before anything else, or the wait for it counts as work. Optional for a
 * worker that ran nothing. */
void job_end(struct job *job, unsigned worker);

/* Notes on the board which step of the strategy failed with which errno ("fork", EAGAIN), so that
 * the harness can write the sentence; the first note of a run stays. Returns `error`. */
int job_fail(struct job *job, const char *step, int error);

/* Leaves a sentence on the board that the harness prints instead of its own; the first one of a run
 * stays, and a long one is cut. Returns `error`. */
int job_say(struct job *job, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Records what an adaptive strategy chose, and why. The last note replaces earlier ones; a long one is
 * cut. */
void job_note(struct job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
