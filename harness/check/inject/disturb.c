/* SPDX-License-Identifier: MIT */
/* Calls that are cut short or interrupted, and calls in which a worker dies, in the caller, its
 * workers and interpreters; those on locks are in locks.c. interpose.c says how they are bound. */
#include "check/inject/fault.h"
#include "check/inject/holdings.h"
#include "check/inject/hurry.h"
#include "check/inject/inherited.h"
#include "check/inject/interpose.h"
#include "check/inject/probe.h"
#include "check/inject/storm.h"
#include "kit/claim.h"
#include "kit/clock.h"
#include "kit/hash.h"
#include "kit/worker.h"
#include <errno.h>
#include <limits.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* --- short transfers and interrupted calls ---------------------------------------------------- */

/* Every fifth call is interrupted, as by a signal whose handler has no SA_RESTART. */
bool interpose_interrupts(void)
{
    static _Atomic unsigned calls;
    if (!interpose_watches() || !ledger->inject.short_io || atomic_fetch_add(&calls, 1) % 5 != 4)
        return false;
    atomic_fetch_add(&ledger->cut, 1);
    errno = EINTR;
    return true;
}

/* May a transfer end anywhere? A pipe moves up to PIPE_BUF bytes whole (pipe(7)), and so do a
 * socket of messages, an eventfd and all that is no stream. */
static bool is_stream(int fd, size_t bytes)
{
    struct stat file;
    if (fstat(fd, &file) < 0)
        return false;
    int type = 0;
    socklen_t length = sizeof type;
    if (S_ISSOCK(file.st_mode))
        return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_STREAM;
    return S_ISREG(file.st_mode) || (S_ISFIFO(file.st_mode) && bytes > PIPE_BUF);
}

/* How much of a transfer is let through. */
static size_t cut(int fd, size_t bytes)
{
    if (!interpose_watches() || !ledger->inject.short_io || bytes < 2 || !is_stream(fd, bytes))
        return bytes;
    uint32_t count = atomic_fetch_add(&ledger->cut, 1);
    return 1 + hash_mix(2, count) % (bytes - 1);
}

/* The first worker that writes to a channel is the one that may have to die. */
static bool dies_in_message(int fd)
{
    struct stat file;
    return ledger != NULL && ledger->inject.fault.point == POINT_MESSAGE && worker_is_here() &&
           ledger->deaths == 0 && ledger->started > 0 && fstat(fd, &file) == 0 &&
           (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode));
}

/* A token: a byte, as one lies in a pipe for all workers, or an event counter. */
static void hold_token(int fd, ssize_t got)
{
    struct stat file;
    if (ledger == NULL || ledger->inject.fault.point != POINT_TOKEN || ledger->started == 0)
        return;
    /* An event counter has no type. */
    if (got == 1 || (got == 8 && fstat(fd, &file) == 0 && (file.st_mode & S_IFMT) == 0))
        interpose_hold(POINT_TOKEN);
}

// NOLINTBEGIN(bugprone-macro-parentheses): parameters and flags are lists
/* `flags`: the words of a call that has some, with the comma before them. */
#define RECEIVES(name, parameters, flags)                                                          \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        NEXT(name);                                                                                \
        probe_note_use(fd, false);                                                                 \
        ssize_t got = interpose_interrupts() ? -1 : next(fd, buffer, cut(fd, bytes) flags);        \
        hold_token(fd, got);                                                                       \
        storm_pass(STORM_FROM);                                                                    \
        return got;                                                                                \
    }
#define SENDS(name, parameters, flags)                                                             \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        NEXT(name);                                                                                \
        probe_note_use(fd, true);                                                                  \
        if (dies_in_message(fd)) {                                                                 \
            (void)next(fd, buffer, bytes / 2 flags);                                               \
            fault_commit();                                                                        \
        }                                                                                          \
        ssize_t sent = interpose_interrupts() ? -1 : next(fd, buffer, cut(fd, bytes) flags);       \
        storm_pass(STORM_FROM);                                                                    \
        return sent;                                                                               \
    }
#define COMMA ,
// NOLINTEND(bugprone-macro-parentheses)

RECEIVES(read, (int fd, void *buffer, size_t bytes), )
RECEIVES(recv, (int fd, void *buffer, size_t bytes, int flags), COMMA flags)
SENDS(write, (int fd, const void *buffer, size_t bytes), )
SENDS(send, (int fd, const void *buffer, size_t bytes, int flags), COMMA flags)

/* A call that is interrupted where `waits`, and passed on as it is otherwise. */
#define INTERRUPTED(type, name, waits, parameters, arguments)                                      \
    type name parameters                                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        type result = (waits) && interpose_interrupts() ? -1 : next arguments;                     \
        storm_pass(STORM_FROM);                                                                    \
        return result;                                                                             \
    }

INTERRUPTED(ssize_t, mq_receive, true,
            (mqd_t queue, char *buffer, size_t bytes, unsigned *priority),
            (queue, buffer, bytes, priority))
INTERRUPTED(int, mq_send, true, (mqd_t queue, const char *buffer, size_t bytes, unsigned priority),
            (queue, buffer, bytes, priority))
/* The same for one that waits for some time: `is_over` may use the `result`. */
#define INTERRUPTED_WAIT(name, is_over, parameters, arguments)                                     \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        struct timespec real;                                                                      \
        (void)real;                                                                                \
        int result = interpose_interrupts() ? -1 : next arguments;                                 \
        hurry_note(is_over);                                                                       \
        storm_pass(STORM_FROM);                                                                    \
        return result;                                                                             \
    }

INTERRUPTED_WAIT(mq_timedsend, false,
                 (mqd_t queue, const char *buffer, size_t bytes, unsigned priority,
                  const struct timespec *deadline),
                 (queue, buffer, bytes, priority, hurry_deadline(deadline, &real)))
INTERRUPTED_WAIT(poll, result == 0 && timeout > 0, (struct pollfd fds[], nfds_t count, int timeout),
                 (fds, count, hurry_ms(timeout)))
INTERRUPTED_WAIT(epoll_wait, result == 0 && timeout > 0,
                 (int fd, struct epoll_event *events, int most, int timeout),
                 (fd, events, most, hurry_ms(timeout)))
INTERRUPTED(pid_t, waitpid, (options & WNOHANG) == 0, (pid_t pid, int *wait_status, int options),
            (pid, wait_status, options))
INTERRUPTED(int, waitid, (options & WNOHANG) == 0,
            (idtype_t type, id_t id, siginfo_t *end, int options), (type, id, end, options))
INTERRUPTED(ssize_t, msgrcv, (flags & IPC_NOWAIT) == 0,
            (int queue, void *message, size_t bytes, long type, int flags),
            (queue, message, bytes, type, flags))
INTERRUPTED(int, msgsnd, (flags & IPC_NOWAIT) == 0,
            (int queue, const void *message, size_t bytes, int flags),
            (queue, message, bytes, flags))

/* --- ends ------------------------------------------------------------------------------------- */

int kill(pid_t pid, int number)
{
    NEXT(kill);
    /* It would signal every process of the user. */
    if (pid == -1) {
        if (ledger != NULL)
            atomic_fetch_add(&ledger->killed_all, 1);
        errno = EPERM;
        return -1;
    }
    return next(pid, number);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)

/* --- the kit ---------------------------------------------------------------------------------- */

/* Another process must meet the fault, but the caller might run all items first. */
static void await_fault(void)
{
    uint64_t none = 0;
    enum point point = ledger->inject.fault.point;
    /* Not every pool has these points. */
    bool is_rare = point == POINT_LOCK || point == POINT_TOKEN || point == POINT_MESSAGE;
    uint64_t patience_ns = is_rare ? NS_PER_S / 5 : NS_PER_S;
    atomic_compare_exchange_strong(&ledger->wait_until_ns, &none, clock_now() + patience_ns);
    while (ledger->fault_first == 0 && ledger->deaths == 0 && clock_now() < ledger->wait_until_ns)
        ledger_sleep_us(200);
}

/* The first time stays. */
static void note_time(_Atomic uint64_t *to, uint64_t now_ns)
{
    uint64_t none = 0;
    atomic_compare_exchange_strong(to, &none, now_ns);
}

void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    NEXT(job_run);
    storm_begin();
    /* A nested job is not the one that is watched, and an empty chunk is no work. */
    if (ledger == NULL || count == 0 || job->items != ledger->inject.items) {
        next(job, worker, first, count);
        return;
    }
    worker_begins();
    ledger_note_worker(worker);
    for (uint64_t item = first; item < first + count && item < job->items; item++)
        ledger->entry[item].worker = worker;
    bool is_caller = getpid() == ledger->caller;
    /* The caller of a pool holds the ends of all its channels. */
    if (ledger->inject.note_files && !is_caller)
        probe_note_files(worker);
    if (ledger->inject.note_files)
        probe_note_leaks();
    holdings_note_processors();
    inherited_compare();
    struct work_time *time = &ledger->time[worker % LEDGER_WORKERS_MAX];
    uint64_t begin_ns = clock_now();
    note_time(&time->called_ns, begin_ns);
    if (fault_is_of_another())
        await_fault();
    if (fault_is_here(POINT_CLAIM, first, count))
        fault_commit();
    _Atomic uint32_t *busy = &ledger->busy[worker % LEDGER_WORKERS_MAX];
    if (atomic_fetch_add(busy, 1) > 0)
        atomic_fetch_add(&ledger->doubled, 1);
    worker_takes_items();
    next(job, worker, first, count);
    worker_leaves_items();
    atomic_fetch_sub(busy, 1);
    time->done_ns = clock_now();
    note_time(&time->first_ns, time->done_ns);
    if (is_caller && ledger->chunk_end_ns == 0 && begin_ns < ledger->death_ns)
        ledger->chunk_end_ns = clock_now();
    if (fault_is_here(POINT_RETURN, first, count))
        fault_commit();
    storm_pass(STORM_FROM);
}

bool job_claim(struct job *job, unsigned worker, struct chunk *chunk)
{
    NEXT(job_claim);
    bool has = next(job, worker, chunk);
    storm_pass(STORM_FROM);
    return has;
}

void job_end(struct job *job, unsigned worker)
{
    NEXT(job_end);
    next(job, worker);
    if (ledger != NULL && fault_is_here(POINT_LEAVE, worker, 1))
        fault_commit();
    storm_end(STORM_FROM, worker);
}
