/* SPDX-License-Identifier: MIT */
/* Processes and threads that a strategy makes, and the start of a worker: in the caller, its workers
 * and interpreters. interpose.c says how the calls are bound.
 *
 * A worker is a process that runs items, however it was made: by fork, clone or exec, by the caller
 * or by a template. So it is known at worker_enter, or where it has not called that, or processes
 * call it which run no items, at its first job_run.
 */
#include "check/inject/fault.h"
#include "check/inject/interpose.h"
#include "check/inject/storm.h"
#include "kit/worker.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- what runs where -------------------------------------------------------------------------- */

static pid_t worker_process; /* a worker: this process, or one from which it was forked */

/* Preloaded with the program, so that no call asks the dynamic linker for them. */
#define THREADS_OWN static _Thread_local __attribute__((tls_model("initial-exec")))

THREADS_OWN pid_t worker_thread;
THREADS_OWN unsigned chunks_in_hand;

bool worker_is_here(void)
{
    return ledger != NULL && worker_process == getpid() && worker_process != ledger->caller;
}

void worker_begins(void)
{
    pid_t self = gettid();
    bool is_first = worker_thread != self;
    worker_thread = self;
    worker_process = getpid();
    if (!is_first || worker_process == ledger->caller)
        return;
    uint32_t number = atomic_fetch_add(&ledger->entered, 1);
    if (fault_is_here(POINT_START, number, 1))
        fault_commit();
}

void worker_takes_items(void)
{
    chunks_in_hand++;
}

void worker_leaves_items(void)
{
    chunks_in_hand--;
}

bool worker_has_items(void)
{
    return chunks_in_hand > 0;
}

void worker_note_made(bool is_thread)
{
    if (interpose_is_strategy() && is_thread == ledger->inject.threads)
        atomic_fetch_add(&ledger->forked, 1);
}

/* Not that of a nested pool. */
static bool is_watched(const struct job *job)
{
    return ledger != NULL && ledger->caller != 0 && job->items == ledger->inject.items;
}

void worker_enter(struct job *job)
{
    NEXT(worker_enter);
    if (is_watched(job) && !ledger->inject.has_helpers)
        worker_begins();
    next(job);
}

void worker_enter_external(struct job *job, unsigned worker, pid_t parent)
{
    NEXT(worker_enter_external);
    if (is_watched(job))
        worker_begins();
    next(job, worker, parent);
}

/* --- making them ------------------------------------------------------------------------------ */

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

static pid_t note_child(const char *call, pid_t pid)
{
    if (pid > 0)
        worker_note_made(false);
    else if (pid < 0)
        interpose_note_limit(call);
    return pid;
}

#define FORKS(name)                                                                                \
    pid_t name(void)                                                                               \
    {                                                                                              \
        NEXT(name);                                                                                \
        pid_t pid = interpose_fails(CALL_FORK) ? -1 : note_child(#name, next());                   \
        storm_pass(STORM_FROM);                                                                    \
        return pid;                                                                                \
    }

FORKS(fork)
FORKS(_Fork)

/* Not libc's vfork: the child would return through this function, and the parent after it. POSIX
 * lets a child write nothing that its parent sees, so a copy of the memory does, too. */
pid_t vfork(void)
{
    static long (*next)(long, ...);
    if (next == NULL)
        *(void **)&next = dlsym(RTLD_NEXT, "syscall");
    if (interpose_fails(CALL_FORK))
        return -1;
    return note_child("vfork", (pid_t)next(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
}

int clone(int (*function)(void *), void *stack, int flags, void *argument, ...)
{
    NEXT(clone);
    va_list rest;
    va_start(rest, argument);
    pid_t *parent_tid = va_arg(rest, pid_t *);
    void *tls = va_arg(rest, void *);
    pid_t *child_tid = va_arg(rest, pid_t *);
    va_end(rest);
    if (interpose_fails((flags & CLONE_THREAD) != 0 ? CALL_THREAD : CALL_FORK))
        return -1;
    return note_child("clone", next(function, stack, flags, argument, parent_tid, tls, child_tid));
}

#define SPAWNS(name)                                                                               \
    int name(pid_t *restrict pid, const char *restrict path,                                       \
             const posix_spawn_file_actions_t *restrict actions,                                   \
             const posix_spawnattr_t *restrict attributes, char *const argv[restrict],             \
             char *const envp[restrict])                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        if (interpose_fails(CALL_SPAWN))                                                           \
            return errno;                                                                          \
        errno = next(pid, path, actions, attributes, argv, envp);                                  \
        (void)note_child(#name, errno == 0 ? 1 : -1);                                              \
        storm_pass(STORM_FROM);                                                                    \
        return errno;                                                                              \
    }

SPAWNS(posix_spawn)
SPAWNS(posix_spawnp)

/* --- threads that take long to end ------------------------------------------------------------ */

#define SLOW_END_US 20000

struct slow_thread {
    void *(*start)(void *);
    void *argument;
};

static void end_slowly(void *unused)
{
    (void)unused;
    ledger_sleep_us(SLOW_END_US);
    atomic_fetch_sub(&ledger->threads_going_on, 1);
}

static void *live_slowly(void *context)
{
    struct slow_thread thread = *(struct slow_thread *)context;
    void *result;
    free(context);
    pthread_cleanup_push(end_slowly, NULL);
    result = thread.start(thread.argument);
    pthread_cleanup_pop(1);
    return result;
}

/* Is this a function of the strategy itself, and not of a library that keeps threads of its own? */
static bool is_strategy(void *(*start)(void *))
{
    Dl_info of_start;
    Dl_info of_strategy;
    const void *at;
    memcpy(&at, &start, sizeof at);
    return ledger->strategy != NULL && dladdr(at, &of_start) != 0 &&
           dladdr(ledger->strategy, &of_strategy) != 0 &&
           of_start.dli_fbase == of_strategy.dli_fbase;
}

/* Where the thread is to end slowly, puts another start and argument in the place of these. */
static void slow_down(struct slow_thread *thread)
{
    if (ledger == NULL || !ledger->inject.slow_ends || !interpose_is_strategy() ||
        !is_strategy(thread->start))
        return;
    struct slow_thread *own = malloc(sizeof *own);
    if (own == NULL)
        return;
    *own = *thread;
    *thread = (struct slow_thread){ live_slowly, own };
    atomic_fetch_add(&ledger->threads_going_on, 1);
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*start)(void *), void *restrict argument)
{
    NEXT(pthread_create);
    if (interpose_fails(CALL_THREAD))
        return errno;
    struct slow_thread made = { start, argument };
    slow_down(&made);
    int error = next(thread, attributes, made.start, made.argument);
    errno = error;
    if (error == 0)
        worker_note_made(true);
    else
        interpose_note_limit("pthread_create");
    storm_pass(STORM_FROM);
    return error;
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
