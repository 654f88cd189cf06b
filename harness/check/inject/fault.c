/* SPDX-License-Identifier: MIT */
/* What can go wrong in a worker, done on purpose. Runs in the process that is to meet the fault: a
 * worker, the caller, or an interpreter's worker. */
#include "check/inject/fault.h"
#include "kit/clock.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_BYTES (UINT64_C(256) << 20) /* what is left to FAULT_MEMORY */

/* The first that comes here meets the fault. */
static bool is_mine(const struct fault_options *fault, uint64_t first)
{
    if ((getpid() == ledger->caller) != fault->in_caller)
        return false;
    uint64_t taken = 0;
    return fault->everywhere ||
           atomic_compare_exchange_strong(&ledger->fault_first, &taken, first + 1) ||
           taken == first + 1;
}

/* Is this one of the first processes that begin an item? They die at once, or each a little later
 * than the one before. */
static bool is_one_of_several(const struct fault_options *fault)
{
    if (ledger->inject.caller_works && getpid() == ledger->caller)
        return false;
    uint32_t number = atomic_fetch_add(&ledger->gathered, 1);
    if (number >= fault->together)
        return false;
    uint64_t end_ns = clock_now() + NS_PER_S;
    /* A sleep would keep the others waiting for a time slice of somebody else. */
    while (ledger->gathered < fault->together && clock_now() < end_ns)
        sched_yield();
    if (fault->apart_us > 0)
        ledger_sleep_us((uint64_t)number * fault->apart_us);
    return true;
}

bool fault_is_here(enum point point, uint64_t first, uint64_t count)
{
    const struct fault_options *fault = &ledger->inject.fault;
    if (fault->kind == FAULT_NONE || fault->point != point)
        return false;
    if (fault->together > 0)
        return is_one_of_several(fault);
    /* A certain worker may have got no item, and then has nothing to end: so they count in the order
     * in which they leave. */
    if (point == POINT_LEAVE)
        return getpid() != ledger->caller &&
               (atomic_fetch_add(&ledger->leaving, 1) == fault->worker || fault->everywhere);
    if (ledger->inject.caller_works && fault->kind != FAULT_ERROR && point != POINT_START)
        return is_mine(fault, first);
    uint64_t where = point == POINT_START ? fault->worker : fault->item;
    return fault->everywhere || (where < first + count && first <= where + fault->more);
}

bool fault_is_of_another(void)
{
    const struct inject *inject = &ledger->inject;
    return inject->caller_works && getpid() == ledger->caller && inject->fault.kind != FAULT_NONE &&
           inject->fault.kind != FAULT_ERROR && inject->fault.point < POINT_CODE &&
           !inject->fault.in_caller;
}

static noreturn int never(void)
{
    for (;;)
        pause();
}

/* Past any handler: a sanitizer's, or one that an item before has set. Of this signal, and not of
 * another that is pending: a pool may wake its workers by one. */
static noreturn void die(int signal_number)
{
    sigset_t others;
    sigfillset(&others);
    sigdelset(&others, signal_number);
    signal(signal_number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &others, NULL);
    kill(getpid(), signal_number);
    never();
}

/* --- acts: each returns what the item is to return -------------------------------------------- */

static int leave_0(void)
{
    _exit(0);
}

static int leave_3(void)
{
    _exit(3);
}

static int leave_by_exit(void)
{
    exit(5); // NOLINT(concurrency-mt-unsafe): that is the fault
}

static int fail(void)
{
    return EDOM;
}

static int stop(void)
{
    /* This very thread, or it would go on for a while before the others stop it. */
    return raise(SIGSTOP);
}

static int ignore_term(void)
{
    signal(SIGTERM, SIG_IGN);
    never();
}

static int close_all(void)
{
    return close_range(0, ~0U, 0) < 0 ? errno : 0;
}

static int change_directory(void)
{
    return chdir("/") < 0 ? errno : 0;
}

static int block_all(void)
{
    sigset_t all;
    sigfillset(&all);
    return sigprocmask(SIG_BLOCK, &all, NULL) < 0 ? errno : 0;
}

static int ignore_all(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    return 0;
}

static int print(void)
{
    return printf("an item without a newline") < 0 ? EIO : 0;
}

static int fork_once(void)
{
    return fork() < 0 ? errno : 0;
}

/* By a system call, which runs no handlers, and the second process returns when its siblings have
 * nothing left to do. */
static int fork_late(void)
{
    long pid = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        ledger_sleep_us(10000);
    return pid < 0 ? errno : 0;
}

/* The classical way: the middle process ends, the daemon is adopted by the subreaper. */
static int leave_daemon(void)
{
    pid_t middle = fork();
    if (middle == 0) {
        if (fork() == 0) {
            setsid();
            never();
        }
        _exit(0);
    }
    while (middle > 0 && waitpid(middle, NULL, 0) < 0 && errno == EINTR)
        continue;
    return 0;
}

/* What was inherited stays open in the child: there is no end of file when the worker is dead. */
static int die_leaving_child(void)
{
    (void)leave_daemon();
    die(SIGKILL);
}

static int exhaust_memory(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = MEMORY_BYTES;
    if (setrlimit(RLIMIT_AS, &limit) < 0)
        return errno;
    /* A chain that is never freed: the next item of this worker finds as little. */
    static void **chain;
    for (;;) {
        void **block = malloc(1 << 20);
        if (block == NULL)
            return ENOMEM;
        *block = chain;
        chain = block;
    }
}

static const struct {
    const char *name;
    const char *end;
    int signal;       /* it dies of this … */
    int (*act)(void); /* … or does this; NULL for nothing */
} faults[FAULTS] = {
    [FAULT_NONE] = { "does nothing amiss", "", 0, NULL },
    [FAULT_EXIT_0] = { "calls _exit(0)", "exited with status 0", 0, leave_0 },
    [FAULT_EXIT_3] = { "calls _exit(3)", "exited with status 3", 0, leave_3 },
    [FAULT_EXIT] = { "calls exit(5)", "exited with status 5", 0, leave_by_exit },
    [FAULT_ABORT] = { "calls abort", "SIGABRT", SIGABRT, NULL },
    [FAULT_SEGV] = { "dies of SIGSEGV", "SIGSEGV", SIGSEGV, NULL },
    [FAULT_KILL] = { "is killed by SIGKILL", "SIGKILL", SIGKILL, NULL },
    [FAULT_TERM] = { "is killed by SIGTERM", "SIGTERM", SIGTERM, NULL },
    [FAULT_LEAVE_CHILD] = { "is killed and leaves a daemon behind", "SIGKILL", 0,
                            die_leaving_child },
    [FAULT_ERROR] = { "returns EDOM", "", 0, fail },
    [FAULT_NEVER] = { "never returns", "", 0, never },
    [FAULT_STOP] = { "is stopped", "", 0, stop },
    [FAULT_IGNORE_TERM] = { "ignores SIGTERM and never returns", "", 0, ignore_term },
    [FAULT_CLOSE] = { "closes every descriptor", "", 0, close_all },
    [FAULT_CHDIR] = { "changes the directory", "", 0, change_directory },
    [FAULT_MASK] = { "blocks every signal", "", 0, block_all },
    [FAULT_HANDLERS] = { "ignores every signal", "", 0, ignore_all },
    [FAULT_WRITE] = { "prints without a newline", "", 0, print },
    [FAULT_FORK] = { "forks, and both return", "", 0, fork_once },
    [FAULT_FORK_LATE] = { "clones itself, and both return, the second late", "", 0, fork_late },
    [FAULT_DAEMON] = { "leaves a daemon behind", "", 0, leave_daemon },
    [FAULT_MEMORY] = { "takes all memory that there is", "", 0, exhaust_memory },
};

static int commit(void)
{
    enum fault fault = ledger->inject.fault.kind;
    if (faults[fault].signal != 0)
        die(faults[fault].signal);
    return faults[fault].act != NULL ? faults[fault].act() : 0;
}

void fault_commit(void)
{
    ledger_note_death(getpid());
    (void)commit();
}

int fault_commit_in(uint64_t item)
{
    ledger_note_death_in(item);
    return commit();
}

const char *fault_name(enum fault fault)
{
    return faults[fault].name;
}

const char *fault_end(enum fault fault)
{
    return faults[fault].end;
}

const char *point_name(enum point point)
{
    static const char *const names[] = {
        [POINT_ITEM] = "in the item",
        [POINT_START] = "before the first item",
        [POINT_CLAIM] = "between claim and item",
        [POINT_RESULT] = "with half of the result written",
        [POINT_RETURN] = "after the item, before it is reported",
        [POINT_LOCK] = "holding a lock",
        [POINT_TOKEN] = "having read a token",
        [POINT_MESSAGE] = "in the middle of a message",
        [POINT_LEAVE] = "after its last item",
        [POINT_CODE] = "between two instructions",
        [POINT_OUTSIDE] = "from outside",
    };
    return names[point];
}
