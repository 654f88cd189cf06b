/* SPDX-License-Identifier: MIT */
/* A scenario: one call of a strategy under given circumstances, and what came of it.
 *
 *     checker ──fork── caller ──open, run …, close── workers
 *        │               │                             │
 *        └── reads ──────┴───── board, ledger, report ─┘
 *
 * The caller is a process in a session of its own, because it may crash, hang or be killed. The
 * checker is a subreaper: processes that outlive the caller become its children.
 */
#ifndef FORKSCALE_CHECK_SCENARIO_SCENARIO_H
#define FORKSCALE_CHECK_SCENARIO_SCENARIO_H

#include "check/inject/ledger.h"
#include "kit/board.h"
#include "strategies/strategy.h"
#include <stdbool.h>

struct workload;

/* The strategy under test. */
struct subject {
    const char *program; /* the checker itself, which is the program of exec'd workers too */
    const char *path;    /* of the strategy's shared object */
    const char *settings;
    const struct strategy *strategy;
};

/* Is every item the caller's own, or of its threads, so that a worker's death is the caller's? */
static inline bool subject_is_one_process(const struct subject *subject)
{
    unsigned traits = subject->strategy->traits;
    return (traits & TRAIT_INLINE) != 0 ||
           ((traits & TRAIT_THREADS) != 0 && (traits & TRAIT_FOREIGN) == 0);
}

/* Is the caller a worker, beside other processes? */
static inline bool subject_caller_works(const struct subject *subject)
{
    return (subject->strategy->traits & TRAIT_CALLER_WORKS) != 0 &&
           !subject_is_one_process(subject);
}

/* What else is going on in the caller. */
enum environment {
    WITH_DECOYS = 1 << 0,       /* it has children of its own */
    WITH_TEXT = 1 << 1,         /* SCENARIO_TEXT waits in stdio, and there is an atexit handler */
    WITH_CLOSED = 1 << 2,       /* descriptors 0 to 2 are closed */
    WITH_ONE_CPU = 1 << 3,      /* one processor for all */
    WITH_TIMER = 1 << 4,        /* a handler without SA_RESTART runs a thousand times a second */
    WITH_THREADS = 1 << 5,      /* threads hammer malloc and stdio */
    WITH_OPENMP = 1 << 6,       /* OpenMP has run in this process */
    WITH_NO_WORKER = 1 << 7,    /* the program of exec'd workers is not there */
    WITH_HANDLER = 1 << 8,      /* the caller handles SIGINT */
    WITH_FILES = 1 << 9,        /* it has more descriptors open than a set of select holds */
    WITH_NO_ADOPTION = 1 << 10, /* orphans of a worker go to the checker, not to the caller */
};

/* What the checker does to the caller once all workers are at work. */
enum interference {
    LEAVE_ALONE,
    SIGNAL_CALLER, /* one signal to the caller */
    SIGNAL_GROUP,  /* one to all of its group, as from a terminal */
    SIGNAL_TWICE,  /* two to the group */
    KILL_WORKER,   /* SIGKILL to one of the workers, after a while */
    STOP_WORKER,   /* SIGSTOP to one of them, and SIGCONT after a while */
    STOP_WORKERS,  /* the same to one after another, until the end */
    SIGNAL_PHASE,  /* none: the caller raises the signal itself, in a phase */
};

/* When the caller raises a signal. */
enum phase {
    PHASE_OPEN,  /* in the first call that the checker watches in early or open … */
    PHASE_CLOSE, /* … or in close */
    PHASE_START, /* in the first such call after a process or thread was made, in open or in run */
    PHASE_IDLE,  /* between the first run and the second */
};

/* Zero, but for the numbers of items and workers, is an undisturbed use. */
struct scenario {
    const char *about; /* what the case is called; NULL: check_case has named it */
    struct inject inject;
    double deadline_s; /* for a standstill; 0 counts as SCENARIO_DEADLINE_S */
    unsigned workers;
    unsigned runs;  /* 0 counts as 1 */
    unsigned uses;  /* times from open to close; 0 counts as 1 */
    unsigned early; /* the run after which nothing may grow any more; 0: it is not looked at */
    unsigned environment; /* enum environment, or-ed */
    int ignored;          /* a signal that the caller ignores; 0: none */
    int blocked;          /* … that it blocks */
    enum interference interference;
    int signal;
    enum phase phase; /* SIGNAL_PHASE: which */
    unsigned victim; /* the first that is killed of those that are there, modulo their number … */
    unsigned after_us;   /* … and how long after all are at work; STOP_WORKER: for how long */
    unsigned idle_ms;    /* that the pool is left idle between the first run and the second */
    unsigned later_ms;   /* that the long item sleeps in the third run, and in no other */
    unsigned kill_idle;  /* workers that are killed after the first run */
    unsigned fault_run;  /* the fault is in this run only, from 1; 0: in all … */
    unsigned fault_runs; /* … or in the first so many, if this is not 0 */
    bool twin;           /* a second pool of the strategy is open, and runs after each run */
    bool no_items;       /* 0 items are meant */
    bool ignores_state;  /* the caller's state is not compared */
};

#define SCENARIO_DEADLINE_S 5.0
/* What is said of the costs of items: uneven ones, so that chunks differ. */
#define SCENARIO_PROFILE                                                                           \
    {                                                                                              \
        .mean_ns = 1000, .sigma_ns = 1000, .claim_ns = 100                                         \
    }
#define SCENARIO_TEXT "written before the call"
#define REPORT_TEXT   512
#define REPORT_RUNS   12 /* of which it says how each ended */

#define STOCKS 5 /* in a scenario that may not grow */

/* What a process holds. */
struct holdings {
    int files;  /* descriptors */
    long pages; /* mapped ones */
    long bytes; /* of malloc, in use */
    int keys;   /* of thread-specific data that it can still create */
};

/* What the caller observed, on a page that it shares with the checker. */
struct report {
    bool finished;  /* close has returned, and all is written down */
    char hook[16];  /* what it called last: "preparation", "early", "open", "run" or "close" */
    int error;      /* could not be prepared */
    int open_error; /* of early or open */
    int run_error[REPORT_RUNS];        /* of the first runs */
    unsigned runs;                     /* that returned */
    uint64_t run_ns;                   /* of the last one */
    uint64_t cpu_ns;                   /* that the caller itself used in it */
    uint64_t pool_cpu_ns[REPORT_RUNS]; /* that the whole pool used in the first runs */
    uint64_t idle_cpu_ns;              /* that the pool used in idle_ms … */
    uint64_t idle_sleeps;    /* … and how often one of its threads went to sleep meanwhile */
    bool has_returned_early; /* run returned 0 while the long item was being run */
    unsigned threads_left;   /* with slow_ends: of the strategy's, when close had returned */
    uint64_t return_ns;      /* when what failed first returned, or else the last run */
    /* Each "" if there is nothing to say: */
    char sentence[REPORT_TEXT];    /* why the first hook that failed did, or the preparation */
    char wrong[REPORT_TEXT];       /* with the results of the first run that returned 0 */
    char changed[REPORT_TEXT];     /* how the state differs */
    char decoys[REPORT_TEXT];      /* what happened to them */
    char left[REPORT_TEXT];        /* a child that was there after close */
    struct holdings stock[STOCKS]; /* after the early run, at equal distances, and at the end */
    unsigned stocks;               /* taken so far */
};

enum fate { FATE_ENDED, FATE_TIMED_OUT };

struct outcome {
    struct report report;
    enum fate fate;
    int wait_status;
    bool board_lost; /* its header is invalid: there is no tally, and no scenario_board */
    struct board_tally tally;
    pid_t orphan;         /* one that was still alive a second after the caller; 0: none */
    unsigned items_after; /* that began later than the caller's end */
    unsigned items_begun; /* … and between the signal and that end */
    uint64_t end_ns;      /* from the signal to that end */
    char output[4096];    /* what the caller and its workers printed */
};

/* Plays the scenario. The ledger is then that of this scenario. Returns 0, or an errno number when
 * the checker could not play it. */
int scenario_play(const struct subject *subject, const struct scenario *scenario,
                  struct outcome *outcome);

/* The board of the scenario played last; NULL if there was none. */
struct board *scenario_board(void);

/* Has this item of the last scenario the right result? */
bool scenario_is_right(uint64_t item);

/* --- nest.c: a pool inside an item of another pool -------------------------------------------- */

/* What the inner pool works on: three items without effect. */
extern const struct workload nest_workload;

/* Which strategy nest_run tries; to be called once in each program. */
void nest_prepare(const struct subject *of);

/* Opens an inner pool, runs it, closes it. Returns 0, an errno number, or −1 for wrong results. */
int nest_run(void);

/* The same, each step by itself, of a pool beside the caller's: there is one. */
int twin_open(void);
int twin_run(void);
int twin_close(void);

/* The command of an exec'd worker: the checker, its number last. */
struct worker_command {
    char words[8][PATH_MAX];
    char number[WORKER_NUMBER_BYTES];
    char *argv[10];
};

/* `ledger_path` is NULL for a worker of a nested pool. */
void worker_command_make(struct worker_command *command, const struct subject *of,
                         const char *ledger_path);

/* Interferes with the caller as the scenario says, ends it at the deadline, reaps it, and ends the
 * processes that have outlived it. Fills in what outcome has of that. */
void scenario_watch(const struct scenario *scenario, pid_t caller, int pidfd,
                    struct outcome *outcome);

#endif
