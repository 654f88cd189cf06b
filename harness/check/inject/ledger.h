/* SPDX-License-Identifier: MIT */
/* The ledger: shared pages of the checker with the inject options, and what items and watched calls
 * have noted. It is a memfd: a forked worker inherits it, and an exec'd one opens it by its
 * path. */
#ifndef FORKSCALE_CHECK_INJECT_LEDGER_H
#define FORKSCALE_CHECK_INJECT_LEDGER_H

#include "check/inject/inject.h"
#include "kit/board.h"
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define LEDGER_WORKERS_MAX BOARD_WORKERS_MAX
#define LEDGER_MADE_MAX    16   /* files that a strategy may have at a time */
#define LEDGER_PAIRS_MAX   64   /* socketpairs, and channels in use, that are noted */
#define LEDGER_FD_MOST     1024 /* descriptors below it are noted */

/* One item. */
struct entry {
    _Atomic uint32_t started;
    _Atomic uint32_t done;
    _Atomic uint32_t worker; /* who ran it last */
};

/* A process or thread that was given work. */
struct worker_record {
    _Atomic pid_t tid; /* 0: no entry yet */
    pid_t pid;
    pid_t parent;
    unsigned worker; /* the number that it worked as */
    bool mixed;      /* it worked as another one, too */
};

/* An open file of a worker: a pipe or a socket. */
struct open_file {
    unsigned worker;
    uint64_t inode;
    bool readable;
    bool writable;
};

/* Which ends of a channel processes other than the caller have used. */
struct channel_use {
    _Atomic uint64_t inode; /* 0: no entry yet */
    _Atomic bool is_read;
    _Atomic bool is_written;
};

/* A file that a watched process has made. */
struct made_file {
    dev_t device;
    ino_t inode;
    char path[PATH_MAX]; /* "": none */
};

/* A POSIX message queue that a watched process has made. */
struct made_queue {
    ino_t inode;
    char name[NAME_MAX + 2]; /* "": none */
};

/* The two ends of a socketpair, which have nothing else in common. */
struct socket_pair {
    uint64_t inode[2];
};

/* What the caller gives to the processes that it makes. */
struct inherited {
    sigset_t blocked;
    struct rlimit limit[RLIM_NLIMITS];
    int niceness;
};

/* What a worker number did in the present run, by the clock; each 0 until it is known. */
struct work_time {
    _Atomic uint64_t called_ns; /* its first chunk was about to begin … */
    _Atomic uint64_t first_ns;  /* … and had ended … */
    _Atomic uint64_t done_ns;   /* … and the last one so far had */
};

struct ledger {
    struct inject inject;

    pid_t checker;                        /* who judges */
    pid_t caller;                         /* who calls the strategy, and whose calls are watched */
    const void *strategy;                 /* where it lies in the caller */
    _Atomic bool armed;                   /* the caller is in a hook of the strategy */
    _Atomic uint32_t calls[CALLS];        /* of the caller, and forks of its program … */
    _Atomic uint32_t worker_calls[CALLS]; /* … and of the processes that it has made */
    _Atomic uint32_t failed;              /* calls that were made to fail */
    _Atomic uint32_t cut;                 /* transfers cut short, and calls interrupted */
    _Atomic uint32_t killed_all;          /* kill(−1, …), which was not let through */
    bool stopped;                         /* a worker is stopped and continued */
    _Atomic int raise;       /* the caller gets this signal in its next watched call, 0: none … */
    uint32_t raise_made;     /* … when so many processes, or threads, have been made */
    uint64_t signal_ns;      /* the caller was signalled; 0: not yet … */
    uint32_t signal_started; /* … and items begun by then */
    _Atomic uint64_t processors; /* that any worker may use: a bit for each, modulo 64 */
    _Atomic int leaked_fd;       /* + 1: descriptor that a program of an item would inherit */
    unsigned char caller_fds[LEDGER_FD_MOST]; /* with note_files: 1 where the caller had one open */
    _Atomic uint32_t closed_twice; /* calls of close by the caller for what was not open … */
    int closed_fd;                 /* … and the first such number */
    _Atomic int join_error;        /* of the first pthread_join that failed; 0: none did */

    struct inherited inherited;        /* with note_inherited; and of the caller's, in items … */
    _Atomic int blocked_signal;        /* … this signal was blocked, 0: none … */
    _Atomic int lowered_limit;         /* … this limit was lower, + 1 … */
    _Atomic bool is_nicer;             /* … or the value of nice higher */
    _Atomic int closed_stream;         /* + 1: standard stream that a worker has closed */
    _Atomic uint32_t threads_going_on; /* made by the strategy, and not at their end yet */

    int64_t hurry_wall_ns;    /* where CLOCK_REALTIME and … */
    int64_t hurry_steady_ns;  /* … CLOCK_MONOTONIC began to run faster */
    _Atomic uint32_t expired; /* waits that ended because their time was over, meanwhile */

    _Atomic uint32_t started;   /* items begun, in all runs */
    _Atomic uint64_t dice;      /* of the storm: throws so far */
    _Atomic uint32_t ending;    /* … and workers that have ended their part of the present run */
    _Atomic uint32_t paused;    /* between two instructions */
    _Atomic uint32_t woken;     /* waits that returned early */
    _Atomic uint32_t taken;     /* locks or tokens, with a fault at them */
    _Atomic uint32_t gathered;  /* with fault.together: processes that have begun an item */
    _Atomic uint32_t live;      /* items being run … */
    _Atomic uint32_t live_most; /* … and the most of them */
    _Atomic uint32_t arrived;   /* at the barrier */
    _Atomic uint32_t alone;     /* gave up waiting at it */
    _Atomic uint32_t forked;    /* processes made, or threads where workers are those */
    _Atomic uint32_t entered;   /* workers that have begun */
    _Atomic uint32_t leaving;   /* for POINT_LEAVE: those that have come there */
    _Atomic uint64_t death_ns;  /* the first fault happened; 0: none yet */
    _Atomic bool death_in_item;
    _Atomic uint64_t death_item; /* with death_in_item */
    _Atomic pid_t death_pid;
    /* With caller_works; each 0 until it is known: */
    _Atomic uint64_t fault_first;   /* the item, chunk or worker of the fault, + 1 */
    _Atomic uint64_t long_first;    /* the long item, + 1 */
    _Atomic pid_t long_pid;         /* who runs it; in any pool */
    _Atomic uint64_t wait_until_ns; /* the caller waits for the fault until then */
    _Atomic uint64_t chunk_end_ns;  /* end of the chunk that it had in hand at the death */
    _Atomic pid_t death_parent;
    _Atomic uint32_t deaths;
    _Atomic uint32_t returns; /* of run, in whatever process */
    _Atomic uint32_t doubled; /* two worked under the same number at the same time */
    _Atomic uint32_t nested_good;
    _Atomic uint32_t nested_refused;
    _Atomic uint32_t nested_wrong; /* said that all is done, and it is not */
    _Atomic uint32_t at_exit;      /* calls of the caller's atexit handler */
    /* The first call that failed by itself in the first run, because there is a limit: */
    _Atomic int limit_errno; /* 0: none did */
    char limit_call[24];     /* "fork" */
    _Atomic uint32_t files;  /* entries of file[] */
    struct open_file file[LEDGER_WORKERS_MAX];
    _Atomic uint32_t made; /* files made; the next one's place, modulo the places */
    struct made_file made_file[LEDGER_MADE_MAX];
    _Atomic uint32_t queues; /* made; the next one's place, modulo the places */
    struct made_queue made_queue[LEDGER_MADE_MAX];
    _Atomic uint32_t pairs; /* entries of pair[] */
    struct socket_pair pair[LEDGER_PAIRS_MAX];
    struct channel_use use[LEDGER_PAIRS_MAX];
    struct worker_record record[LEDGER_WORKERS_MAX];
    struct work_time time[LEDGER_WORKERS_MAX];
    _Atomic uint32_t busy[LEDGER_WORKERS_MAX]; /* per number: how many are at work under it */
    struct entry entry[];                      /* inject.items of them */
};

/* The one ledger of this process; NULL before there is one. */
extern struct ledger *ledger;

/* Makes a ledger for `items` and maps it; the one before is unmapped. Its path goes to `path`.
 * Returns 0 or an errno number. */
int ledger_create(uint64_t items, char path[static PATH_MAX]);

/* In an exec'd worker. Returns 0 or an errno number. */
int ledger_open(const char *path);

/* Is this a program of its own, which has opened the ledger? */
bool ledger_was_opened(void);

/* Notes that this thread works as `worker`. */
void ledger_note_worker(unsigned worker);

/* How many different ones have worked, and how many of these under two numbers. */
unsigned ledger_workers(unsigned *mixed);

/* Notes that the fault happens now, to process `pid`, outside an item; and in one. */
void ledger_note_death(pid_t pid);
void ledger_note_death_in(uint64_t item);

/* Notes that the caller is signalled now. */
void ledger_note_signal(void);
/* Sleeps, through interruptions. */
void ledger_sleep_us(uint64_t us);

#endif
