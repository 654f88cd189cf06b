/* SPDX-License-Identifier: MIT */
/* What the checker does to a strategy in a scenario: how long items work, what goes wrong and where,
 * and which calls fail. It lies in the ledger, where all processes read it. */
#ifndef FORKSCALE_CHECK_INJECT_INJECT_H
#define FORKSCALE_CHECK_INJECT_INJECT_H

#include <stdbool.h>
#include <stdint.h>

/* How long items work. */
enum pace {
    PACE_NONE,
    PACE_RANDOM,   /* 0 to 200 µs of work */
    PACE_REVERSED, /* the first takes longest: 200 µs down to none */
};

/* What goes wrong. */
enum fault {
    FAULT_NONE,
    FAULT_EXIT_0, /* _exit(0): as if all were well */
    FAULT_EXIT_3, /* _exit(3) */
    FAULT_EXIT,   /* exit(5), through atexit and stdio */
    FAULT_ABORT,
    FAULT_SEGV,
    FAULT_KILL,
    FAULT_TERM,
    FAULT_LEAVE_CHILD, /* SIGKILL, when it has left a child that holds what it held */
    FAULT_ERROR,       /* it returns EDOM: it failed, and its worker lives */
    FAULT_NEVER,       /* it never returns */
    FAULT_STOP,        /* SIGSTOP */
    FAULT_IGNORE_TERM, /* it ignores SIGTERM, and never returns */
    FAULT_CLOSE,       /* it closes every descriptor */
    FAULT_CHDIR,
    FAULT_MASK,      /* it blocks every signal */
    FAULT_HANDLERS,  /* it ignores every signal */
    FAULT_WRITE,     /* it prints without a newline */
    FAULT_FORK,      /* it forks, and both return */
    FAULT_FORK_LATE, /* the same by clone, and the second process takes 10 ms */
    FAULT_DAEMON,    /* it leaves a daemon behind */
    FAULT_MEMORY,    /* it takes memory until there is none */
    FAULTS,
};

/* Where it goes wrong. */
enum point {
    POINT_ITEM,    /* in the item: all kinds; at the other points a worker dies */
    POINT_START,   /* before anything else */
    POINT_CLAIM,   /* it has its chunk, and has not begun */
    POINT_RESULT,  /* half of the result is written */
    POINT_RETURN,  /* its chunk is done, and not yet reported */
    POINT_LOCK,    /* it holds a lock */
    POINT_TOKEN,   /* it has read a single byte, or an event counter */
    POINT_MESSAGE, /* half of a message is written to a channel */
    POINT_LEAVE,   /* it is done with everything, and leaves */
    POINT_CODE,    /* between two instructions of the strategy: with storm.steps */
    POINT_OUTSIDE, /* nowhere in it: the checker or the caller kills it */
    POINTS,
};

/* Calls that the checker watches, and can make fail. */
enum call {
    CALL_NONE,
    CALL_FORK,
    CALL_SPAWN,
    CALL_THREAD,
    CALL_PIPE,
    CALL_SOCKET,
    CALL_EPOLL,
    CALL_PIDFD,
    CALL_MEMFD,
    CALL_QUEUE,
    CALL_MMAP,
    CALL_EVENTFD,
    CALL_SYSV, /* shmget, semget, msgget */
    CALL_OPEN, /* of a file, named shared memory or a named semaphore */
    CALL_MEMORY,
    CALLS,
};

/* Zero: nothing goes wrong. */
struct fault_options {
    enum fault kind;
    enum point point;
    uint64_t item;     /* for points in or around an item: which */
    unsigned worker;   /* for POINT_START and POINT_LEAVE: which, as they come there */
    bool everywhere;   /* in each item, or worker, instead */
    uint64_t more;     /* items behind `item` that it is in, too */
    unsigned together; /* the first so many processes that begin an item meet it there at once … */
    unsigned apart_us; /* … or each so much later than the one before; 0 for `together`: one item */
    unsigned skipped;  /* for POINT_LOCK and POINT_TOKEN: locks or tokens before that one */
    bool in_caller;    /* with caller_works: in the caller's first item, instead */
    unsigned delay_ms; /* that the item sleeps first */
};

/* Zero: no call fails. */
struct fail_options {
    enum call call;
    unsigned at;     /* which call of these, from 1 */
    int error;       /* an errno number */
    bool series;     /* and all that follow */
    bool in_workers; /* of those in processes that the caller has made, instead of its own */
};

/* A storm: what loosens the timing between processes. Zero: none. */
struct storm_options {
    uint64_t seed; /* of all that is at random; 0: no storm */
    bool steps;    /* pauses between any two instructions of the strategy, too */
    bool late;     /* workers come late from the end of a run */
    unsigned seam; /* how one run meets the next: of so many workers one is stopped for long behind
                    * its end of the run, or the caller within it; or all end their parts at once */
    bool wakes;    /* waits return early, as futex(2) and pthread_cond_wait(3) let them */
};

/* What is done to items and calls. Written before the caller starts, read by all; zero is an
 * undisturbed run of no items. */
struct inject {
    uint64_t items;
    uint64_t result_bytes; /* 0 counts as 8 */
    enum pace pace;
    unsigned sleep_us; /* that each item sleeps */
    uint64_t long_item;
    unsigned long_ms;    /* that long_item sleeps; 0: none does */
    bool long_closes;    /* long_item first closes every descriptor */
    bool long_in_caller; /* with caller_works: the caller's first item is the long one */
    unsigned barrier;    /* items wait until so many have begun; 0: they do not */
    struct fault_options fault;
    struct fail_options fail;
    struct storm_options storm;
    bool nested;          /* item 0 runs a pool of its own */
    bool note_processors; /* workers note the processors that they may use */
    bool note_inherited;  /* items note what of the caller's process they do not find */
    bool slow_ends;       /* threads take long to end */
    bool note_files;      /* workers note the descriptors that they have open */
    bool short_io;        /* transfers are cut short, and calls are interrupted */
    bool hurry;           /* time runs faster for the strategy: see hurry.h */
    bool small_pipes;     /* pipes and sockets take as little as the kernel lets them */
    bool threads;         /* workers are threads … */
    bool external;        /* … or processes, which a child of the caller makes */
    bool has_helpers;     /* some processes that call worker_enter are none: a worker runs items */
    /* The caller is a worker, and which items it takes is not known before. So another process
     * meets the fault, in its first item or chunk, and a third one has the long item. */
    bool caller_works;
};

#endif
