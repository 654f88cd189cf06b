/* SPDX-License-Identifier: MIT */
/* The board: the one shared mapping between conductor, cell and workers.
 *
 *     +--------+-------+--------+---------+-------+-------+-------+--------+---------+
 *     | header | slots | shared | samples | sums  | costs | trace | states | results |
 *     +--------+-------+--------+---------+-------+-------+-------+--------+---------+
 *
 * The conductor makes an empty memfd, the cell gives it this shape, workers inherit it (fork) or
 * map it by descriptor (exec). When the cell is gone the conductor reads what it left. A worker may
 * have scribbled anywhere, so the conductor trusts no offset on it: board_map checks.
 */
#ifndef FORKSCALE_KIT_BOARD_H
#define FORKSCALE_KIT_BOARD_H

#include "kit/schedule.h"
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define BOARD_MAGIC       UINT32_C(0x666b7363) /* "fksc" */
#define BOARD_ABI         10
#define BOARD_WORKERS_MAX 4096
#define BOARD_CALLS_MAX   1000000
#define BOARD_MESSAGE_MAX 512
#define BOARD_CHOICE_MAX  160
#define BOARD_PATH_MAX    4096
#define SLOT_NO_ITEM      UINT64_MAX
#define CACHE_PAIR        128 /* two lines: neighbours are fetched in pairs */

/* Every byte of a result that no item has written in this run; the second one where the right
 * result has the first one in every byte. */
#define BOARD_POISON       0xa5
#define BOARD_POISON_OTHER 0x5a

/* What the cell was doing, in order; where it stood when it died. */
enum cell_step {
    STEP_LOAD,
    STEP_CREATE,
    STEP_EARLY,
    STEP_BALLAST,
    STEP_OPEN,
    STEP_RUN,
    STEP_VERIFY,
    STEP_CLOSE,
    STEP_DONE,
};

/* What became of an item, and its mark: one byte each, in board_states. An item that is done needs
 * no mark, because its result is not poison any more. So workers write no byte of states, 64 of
 * which share a line of cache, unless an item fails or its result travels. */
enum item_state {
    ITEM_NOT_RUN,     /* its result is not on the board, and no worker died of it */
    ITEM_DONE,        /* its result is on the board */
    ITEM_FAILED,      /* the workload could not compute it, and said why */
    ITEM_WORKER_DIED, /* the worker that had it in hand died, or its whole process */
    ITEM_TIMED_OUT,   /* it was in hand when the deadline came */

    /* Marks only. Not run while every byte of the result is BOARD_POISON, and done afterwards … */
    ITEM_BY_RESULT,
    ITEM_BY_RESULT_OTHER, /* … the same with BOARD_POISON_OTHER */
};

/* How many items there are of each state; together they are all items. */
struct board_tally {
    uint64_t not_run;
    uint64_t done;
    uint64_t failed;
    uint64_t worker_died;
    uint64_t timed_out;
};

/* One worker. While it runs it writes all fields but the parent's. */
struct slot {
    alignas(CACHE_PAIR) _Atomic uint64_t item; /* in hand, or SLOT_NO_ITEM */
    uint64_t items_run;           /* of finished chunks in this run, repeats included */
    uint64_t claims;              /* since job_restart, under a static schedule */
    _Atomic uint64_t timed_items; /* schedule awf: items of finished chunks … */
    _Atomic uint64_t timed_ns;    /* … and the time that they took */
    uint64_t begin_ns;            /* its first item began; 0: it ran none */
    uint64_t end_ns;              /* job_end */
    uint64_t processor_ns;        /* processor time from its begin to its end, if is_clocked … */
    uint64_t processor_begin_ns;  /* … and its thread's when that was last read */
    uint64_t stray_first;         /* a chunk outside the job that it was handed … */
    uint64_t stray_count;         /* … 0: none */
    uint64_t failed_item; /* the first of its items in this run that could not be computed … */
    int failed_errno;     /* … for this reason; 0: none */
    bool left;            /* it left by worker_exit … */
    int error;            /* … with this errno number; 0 none */
    pid_t pid;       /* the parent's: 0 when there is none, or it ended well; also for threads */
    int wait_status; /* the parent's: as waitpid gave it, once reaped; or WAIT_STATUS_UNKNOWN */
    bool reaped;     /* the parent's: wait_status holds */
    bool was_ended;  /* the parent's: killed by worker_end_all, so that it died of no fault */
    bool is_clocked; /* the cell's: its processor time is read at begin and end */
};

/* One run of the pool, or several back-to-back calls of its run hook. In nanoseconds, over all calls.
 * startup_ns … finish_ns are sums over the workers, and add up exactly: workers × run = start-up + busy +
 * imbalance + finish. */
struct sample {
    uint64_t begin_ns;   /* the first call, by clock_now */
    uint64_t run_ns;     /* the calls of the strategy's run */
    uint64_t startup_ns; /* first call → its first item begins, or all is over */
    uint64_t busy_ns; /* first item begins → worker ends: items and the dispatch between them */
    uint64_t imbalance_ns; /* worker ends → last worker ends */
    uint64_t finish_ns;    /* last worker ends → return of the last call */
    uint64_t calls;
};

/* What a worker did, per call, added up over the timed runs. */
struct worker_sum {
    double busy_ns;      /* as in struct sample, of this worker */
    double processor_ns; /* in this time; 0: not read */
};

/* What early … close cost beyond time: the cell inside the hooks, and all its children. */
struct usage {
    uint64_t user_ns;
    uint64_t system_ns;
    uint64_t minor_faults;
    uint64_t major_faults;
    uint64_t voluntary_switches;
    uint64_t involuntary_switches;
};

/* What hardware counters count, and in which hooks. */
enum counter {
    COUNT_INSTRUCTIONS,
    COUNT_CYCLES,
    COUNT_CACHE_MISSES,
    COUNT_TLB_MISSES,
    COUNTERS,
};

enum count_phase {
    COUNT_OPEN,
    COUNT_RUN, /* the timed runs */
    COUNT_CLOSE,
    COUNT_OTHER, /* early and the first run: of no figure */
    COUNT_PHASES,
};

/* Of the cell inside the hooks, and all its children. */
struct counts {
    uint32_t is_wanted;
    uint32_t has_kernel;     /* what the kernel does for them, too */
    int32_t error[COUNTERS]; /* why there is none; 0: there is */
    double value[COUNT_PHASES][COUNTERS];
};

struct board { /* NOLINT(clang-analyzer-optin.performance.Padding): `next` stands alone */
    /* Down to `runs`, the shape: board_map checks every byte of it. */
    uint32_t magic;
    uint32_t abi;
    uint64_t bytes; /* of the whole mapping */
    uint64_t slots_at;
    uint64_t shared_at;
    uint64_t samples_at;
    uint64_t sums_at;
    uint64_t costs_at;
    uint64_t lanes_at; /* kit/trace.h: a lane for each worker … */
    uint64_t records_at;
    uint64_t states_at;
    uint64_t results_at;
    uint64_t items;
    uint64_t result_bytes;
    uint64_t shared_bytes; /* the strategy's own; whole pages, at least one */
    uint64_t costs;        /* items whose cost is kept: all or none */
    uint64_t records;      /* of the trace of each worker: even; 0: no trace */
    uint32_t workers;
    uint32_t runs; /* timed runs asked for; there is one more sample, the first run */

    /* kit/claim.h. Not in the lines above, which workers read, or each claim would take them away;
     * what follows is not used during a run. */
    alignas(CACHE_PAIR) _Atomic uint64_t next; /* step of the next chunk; awf: its first item */

    uint32_t step;         /* enum cell_step */
    uint32_t samples_done; /* samples[0] is the first run, which warms up */
    uint64_t early_ns;     /* 0: the strategy has no such hook */
    uint64_t open_ns;
    uint64_t close_ns;
    uint64_t resident_bytes;     /* of the cell before open; 0: unknown */
    uint64_t latency_p50_ns;     /* of the calls in the timed runs, if asked for; 0: unknown … */
    uint64_t latency_p99_ns;     /* … likewise, and 0 of too few calls */
    uint64_t ballast_bytes;      /* touched; 0: none … */
    uint64_t ballast_huge_bytes; /* … and what of it is in huge pages */
    struct usage usage;
    struct counts counts;
    uint32_t answer;                 /* enum answer, where this cell made the reference */
    char answer_text[256];           /* what was compared with what */
    char digest[80];                 /* of the input, "" if none */
    char message[BOARD_MESSAGE_MAX]; /* the sentence when something failed, "" if nothing did */
    char choice[BOARD_CHOICE_MAX];   /* what the strategy chose and why, "" if it says nothing */

    pid_t cell_pid;
    int32_t failed_errno;  /* job_fail: this errno … */
    char failed_step[32];  /* … in this step */
    uint32_t stray_worker; /* of job_run or job_end, which is not there, + 1; 0: none */

    struct profile profile; /* of the workload; 0: unknown */

    /* How a worker that inherits nothing creates the input; "" if that is unknown. */
    char workload[BOARD_PATH_MAX];          /* absolute path of the workload's shared object */
    char workload_settings[BOARD_PATH_MAX]; /* "k=v,k=v" */
};

/* What decides the size of a board. */
struct board_shape {
    uint64_t items;
    uint64_t result_bytes;
    uint32_t workers;
    uint32_t runs;
    uint64_t shared_bytes; /* at least; 0 is a page */
    bool has_costs;   /* room for the cost of each item: in the cell that makes the reference */
    uint64_t records; /* of the trace of each worker: even; 0: no trace */
};

/* Gives the file `fd` (a memfd, empty) the shape, maps it and fills the header; slots, samples,
 * states and results are zero. Returns 0, EOVERFLOW when the shape does not fit an address space,
 * ENOMEM when it takes more than half of the machine's memory, EFBIG when it exceeds the limit of a
 * file's size, or an errno of ftruncate or mmap, with *board NULL. */
int board_create(int fd, const struct board_shape *shape, struct board **board);

/* Maps an existing board, writable or not, checking magic, ABI, size and every offset. Returns 0,
 * ENODATA for an empty file (its cell died early), EPROTONOSUPPORT for a board of another ABI (its
 * cell is of another build), EBADMSG for one that makes no sense, or an errno of fstat or mmap,
 * with *board NULL. */
int board_map(int fd, bool writable, struct board **board);

void board_unmap(struct board *board);

/* Before a run: poisons all results, and clears what marks, slots, job_fail and message say of the
 * last run. What the slots say of live worker processes stays. `right` are the right results, items
 * × result_bytes, so that no item is poisoned with what it will compute. NULL if they are not known
 * yet: then an item whose right result is BOARD_POISON in every byte counts as not run. */
void board_clear(struct board *board, const unsigned char *right);

/* After a run, however it ended, when no worker works any more: marks the items in hand. Such an
 * item was not run if the strategy ended its worker; it timed out if a deadline ended the cell
 * (`timed_out`) while the worker was still there; else its worker died. Its result may be half
 * written, or whole: a worker may have died between this item and the next, or was not waited for.
 * A mark once given stays, so the first call decides. The board must be mapped writable. */
void board_settle(struct board *board, bool timed_out);

/* In a process that another program than the cell has started as `worker`, before its first item: if
 * the process before it under this number has an item in hand, it died of it, and perhaps nobody has
 * noticed. */
void board_take_over(struct board *board, uint32_t worker);

/* After board_settle: the items by state. An item done twice is one item done. Reads the first bytes
 * of each result. */
struct board_tally board_tally(struct board *board);

/* After board_settle: the state of item `index` < items, one of the first five: its mark, or what
 * its result says. A wrong result that equals the poison is not run. Before the first board_clear no
 * item is run. A mark that has no meaning is ITEM_NOT_RUN. */
enum item_state board_item_state(struct board *board, uint64_t index);

/* After a run: items whose result is still poison, so that no worker ran them, or their results did
 * not arrive. `right` as in board_clear. Reads every result. */
uint64_t board_items_missing(struct board *board, const unsigned char *right);

struct slot *board_slots(struct board *board);
void *board_shared(struct board *board);
struct sample *board_samples(struct board *board);
struct worker_sum *board_sums(struct board *board); /* one per worker */
uint64_t *board_costs(struct board *board);         /* of each item, in ns, in the reference run */
unsigned char *board_states(struct board *board);   /* a mark per item: enum item_state */
unsigned char *board_results(struct board *board);

#endif
