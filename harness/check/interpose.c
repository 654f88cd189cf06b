/* SPDX-License-Identifier: MIT */
/* Calls that the checker watches, cuts short, or makes fail.
 *
 * The program exports functions of the same names as libc's and the kit's, so the dynamic linker
 * binds the strategy's calls, and the kit's, to these; each asks the ledger for orders and passes
 * on to the next one of its name. Nothing is preloaded and nothing is traced, so that an exec'd
 * worker, which is this program again, is watched alike.
 */
#include "check/interpose.h"
#include "check/fault.h"
#include "check/probe.h"
#include "kit/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool interpose_watches(void)
{
    if (ledger == NULL || ledger->caller == 0)
        return false;
    pid_t self = getpid();
    return self == ledger->caller ? ledger->armed : self != ledger->checker;
}

bool interpose_fails(enum call call)
{
    if (ledger == NULL || !ledger->armed || getpid() != ledger->caller)
        return false;
    uint32_t count = atomic_fetch_add(&ledger->calls[call], 1) + 1;
    const struct order *order = &ledger->order;
    if (order->fail_call != call || order->fail_at != count)
        return false;
    atomic_fetch_add(&ledger->failed, 1);
    errno = order->fail_error;
    return true;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* --- making workers --------------------------------------------------------------------------- */

/* Is this process the one that makes workers: the caller in a hook, or the program that it has
 * started for that? */
static bool makes_workers(void)
{
    if (ledger == NULL || ledger->caller == 0)
        return false;
    if (ledger->order.hired)
        return getppid() == ledger->caller;
    return ledger->armed && getpid() == ledger->caller;
}

/* Is this a process whose work is items? */
static bool is_worker(void)
{
    return interpose_watches() && getpid() != ledger->caller && !makes_workers();
}

/* The number of the worker that is being made, or −1 when it is none. */
static int64_t worker_made(bool is_thread)
{
    if (!makes_workers() || is_thread != ledger->order.threads)
        return -1;
    return atomic_fetch_add(&ledger->forked, 1);
}

static void die_at_start(int64_t number)
{
    if (number >= 0 && fault_is_here(POINT_START, (uint64_t)number))
        (void)fault_commit(NO_ITEM);
}

pid_t fork(void)
{
    NEXT(fork);
    if (interpose_fails(CALL_FORK))
        return -1;
    int64_t number = worker_made(false);
    pid_t pid = next();
    if (pid == 0)
        die_at_start(number);
    return pid;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path,
                const posix_spawn_file_actions_t *restrict actions,
                const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                char *const envp[restrict])
{
    NEXT(posix_spawn);
    if (interpose_fails(CALL_SPAWN))
        return errno;
    (void)worker_made(false);
    return next(pid, path, actions, attributes, argv, envp);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict file,
                 const posix_spawn_file_actions_t *restrict actions,
                 const posix_spawnattr_t *restrict attributes, char *const argv[restrict],
                 char *const envp[restrict])
{
    NEXT(posix_spawnp);
    if (interpose_fails(CALL_SPAWN))
        return errno;
    (void)worker_made(false);
    return next(pid, file, actions, attributes, argv, envp);
}

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*start)(void *), void *restrict argument)
{
    NEXT(pthread_create);
    if (interpose_fails(CALL_THREAD))
        return errno;
    /* A thread's death is that of its process, whoever of them begins it. */
    die_at_start(worker_made(true));
    return next(thread, attributes, start, argument);
}

/* --- channels and memory ---------------------------------------------------------------------- */

static void shrink_pipe(const int ends[2])
{
    if (interpose_watches() && ledger->order.small_pipes)
        (void)fcntl(ends[1], F_SETPIPE_SZ, 4096);
}

int pipe(int ends[2])
{
    NEXT(pipe);
    if (interpose_fails(CALL_PIPE) || next(ends) < 0)
        return -1;
    shrink_pipe(ends);
    return 0;
}

int pipe2(int ends[2], int flags)
{
    NEXT(pipe2);
    if (interpose_fails(CALL_PIPE) || next(ends, flags) < 0)
        return -1;
    shrink_pipe(ends);
    return 0;
}

/* Which two ends belong together: their inodes do not tell. */
static void note_pair(const int ends[2])
{
    struct stat file[2];
    if (!interpose_watches() || fstat(ends[0], &file[0]) < 0 || fstat(ends[1], &file[1]) < 0)
        return;
    uint32_t at = atomic_fetch_add(&ledger->pairs, 1);
    if (at < LEDGER_PAIRS_MAX)
        ledger->pair[at] = (struct socket_pair){ { file[0].st_ino, file[1].st_ino } };
}

int socketpair(int domain, int type, int protocol, int ends[2])
{
    NEXT(socketpair);
    if (interpose_fails(CALL_SOCKET) || next(domain, type, protocol, ends) < 0)
        return -1;
    note_pair(ends);
    int least = 1;
    for (int end = 0; end < 2 && interpose_watches() && ledger->order.small_pipes; end++)
        (void)setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    return 0;
}

int epoll_create1(int flags)
{
    NEXT(epoll_create1);
    return interpose_fails(CALL_EPOLL) ? -1 : next(flags);
}

int pidfd_open(pid_t pid, unsigned flags)
{
    NEXT(pidfd_open);
    return interpose_fails(CALL_PIDFD) ? -1 : next(pid, flags);
}

int memfd_create(const char *name, unsigned flags)
{
    NEXT(memfd_create);
    return interpose_fails(CALL_MEMFD) ? -1 : next(name, flags);
}

void *mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    NEXT(mmap);
    return interpose_fails(CALL_MMAP) ? MAP_FAILED : next(at, bytes, protection, flags, fd, offset);
}

/* --- short transfers and interrupted calls ---------------------------------------------------- */

/* Every fifth call is interrupted, as by a signal whose handler has no SA_RESTART. */
static bool is_interrupted(void)
{
    static _Atomic unsigned calls;
    if (!interpose_watches() || !ledger->order.short_io || atomic_fetch_add(&calls, 1) % 5 != 4)
        return false;
    atomic_fetch_add(&ledger->cut, 1);
    errno = EINTR;
    return true;
}

/* May a transfer end anywhere? A pipe moves up to PIPE_BUF bytes whole (pipe(7)), and so do a socket
 * of messages, an eventfd and all that is no stream. */
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
    if (!interpose_watches() || !ledger->order.short_io || bytes < 2 || !is_stream(fd, bytes))
        return bytes;
    uint32_t count = atomic_fetch_add(&ledger->cut, 1);
    return 1 + hash_mix(2, count) % (bytes - 1);
}

/* The first worker that says something on a channel may be ordered to die over it. */
static bool dies_in_message(int fd)
{
    struct stat file;
    return ledger != NULL && ledger->order.point == POINT_MESSAGE && is_worker() &&
           ledger->deaths == 0 && ledger->started > 0 && fstat(fd, &file) == 0 &&
           (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode));
}

ssize_t read(int fd, void *buffer, size_t bytes)
{
    NEXT(read);
    return is_interrupted() ? -1 : next(fd, buffer, cut(fd, bytes));
}

ssize_t write(int fd, const void *buffer, size_t bytes)
{
    NEXT(write);
    if (dies_in_message(fd)) {
        (void)next(fd, buffer, bytes / 2);
        (void)fault_commit(NO_ITEM);
    }
    return is_interrupted() ? -1 : next(fd, buffer, cut(fd, bytes));
}

ssize_t recv(int fd, void *buffer, size_t bytes, int flags)
{
    NEXT(recv);
    return is_interrupted() ? -1 : next(fd, buffer, cut(fd, bytes), flags);
}

ssize_t send(int fd, const void *buffer, size_t bytes, int flags)
{
    NEXT(send);
    if (dies_in_message(fd)) {
        (void)next(fd, buffer, bytes / 2, flags);
        (void)fault_commit(NO_ITEM);
    }
    return is_interrupted() ? -1 : next(fd, buffer, cut(fd, bytes), flags);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    NEXT(poll);
    return is_interrupted() ? -1 : next(fds, count, timeout);
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
    NEXT(epoll_wait);
    return is_interrupted() ? -1 : next(fd, events, most, timeout);
}

pid_t waitpid(pid_t pid, int *wait_status, int options)
{
    NEXT(waitpid);
    /* One that does not wait is not interrupted either. */
    bool waits = (options & WNOHANG) == 0;
    return waits && is_interrupted() ? -1 : next(pid, wait_status, options);
}

/* --- ends ------------------------------------------------------------------------------------- */

int kill(pid_t pid, int number)
{
    NEXT(kill);
    /* This would be the end of everything that the user runs. */
    if (pid == -1) {
        if (ledger != NULL)
            atomic_fetch_add(&ledger->killed_all, 1);
        errno = EPERM;
        return -1;
    }
    return next(pid, number);
}

/* A worker that has just taken a lock may be ordered to die with it. The first is taken; threads
 * die as a process anyway. */
static void hold_lock(void)
{
    if (ledger != NULL && ledger->order.point == POINT_LOCK && is_worker() && ledger->deaths == 0)
        (void)fault_commit(NO_ITEM);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    NEXT(pthread_mutex_lock);
    int error = next(mutex);
    hold_lock();
    return error;
}

int sem_wait(sem_t *semaphore)
{
    NEXT(sem_wait);
    int error = is_interrupted() ? -1 : next(semaphore);
    if (error == 0)
        hold_lock();
    return error;
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)

/* --- the kit ---------------------------------------------------------------------------------- */

static bool dies_in(enum point point, uint64_t first, uint64_t count)
{
    const struct order *order = &ledger->order;
    bool is_mine = order->fault_item >= first && order->fault_item - first < count;
    return fault_is_here(point, is_mine ? order->fault_item : NO_ITEM);
}

void job_run(struct job *job, unsigned worker, uint64_t first, uint64_t count)
{
    NEXT(job_run);
    /* A nested job is not the one that is watched. */
    if (ledger == NULL || job->items != ledger->order.items) {
        next(job, worker, first, count);
        return;
    }
    ledger_meet(worker);
    if (ledger->order.tell_files)
        probe_tell_files(worker);
    if (dies_in(POINT_CLAIM, first, count))
        (void)fault_commit(NO_ITEM);
    _Atomic uint32_t *busy = &ledger->busy[worker % LEDGER_HEADS_MAX];
    if (atomic_fetch_add(busy, 1) > 0)
        atomic_fetch_add(&ledger->doubled, 1);
    next(job, worker, first, count);
    atomic_fetch_sub(busy, 1);
    if (dies_in(POINT_RETURN, first, count))
        (void)fault_commit(NO_ITEM);
}

void job_end(struct job *job, unsigned worker)
{
    NEXT(job_end);
    next(job, worker);
    if (ledger != NULL && fault_is_here(POINT_LEAVE, worker))
        (void)fault_commit(NO_ITEM);
}
