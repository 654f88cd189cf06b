/* SPDX-License-Identifier: MIT */
/* Calls that the checker watches, or makes fail, in the caller, its workers and interpreters. Those
 * that it disturbs are in disturb.c, those that make files in files.c.
 *
 * The program exports functions of the same names as libc's and the kit's, so the dynamic linker
 * binds the strategy's calls, and the kit's, to these; each looks at the ledger and calls the next
 * one of its name. Nothing is traced, and an exec'd worker, which is this program again, is watched
 * alike. An interpreter, which is another program, preloads them.
 */
#include "check/inject/interpose.h"
#include "check/inject/fault.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

bool interpose_watches(void)
{
    if (ledger == NULL || ledger->caller == 0)
        return false;
    pid_t self = getpid();
    return self == ledger->caller ? ledger->armed : self != ledger->checker;
}

bool interpose_makes_workers(void)
{
    if (ledger == NULL || ledger->caller == 0)
        return false;
    if (ledger->inject.external)
        return getppid() == ledger->caller;
    return ledger->armed && getpid() == ledger->caller;
}

/* Is it the caller's, in a hook? Of another program only the making of workers is the
 * strategy's. */
static bool is_call_of_strategy(enum call call)
{
    bool is_caller = ledger != NULL && ledger->armed && getpid() == ledger->caller;
    return is_caller || (call == CALL_FORK && interpose_makes_workers());
}

void interpose_raise(void)
{
    if (ledger == NULL || ledger->raise == 0 || !ledger->armed || getpid() != ledger->caller)
        return;
    int number = atomic_exchange(&ledger->raise, 0);
    ledger_note_signal();
    kill(getpid(), number);
}

bool interpose_fails(enum call call)
{
    interpose_raise();
    if (!is_call_of_strategy(call))
        return false;
    uint32_t count = atomic_fetch_add(&ledger->calls[call], 1) + 1;
    const struct fail_options *fail = &ledger->inject.fail;
    if (fail->call != call || fail->at != count)
        return false;
    atomic_fetch_add(&ledger->failed, 1);
    errno = fail->error;
    return true;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* --- making workers --------------------------------------------------------------------------- */

/* The number of the worker that is being made, or −1 if it is not a worker. */
static int64_t worker_made(bool is_thread)
{
    if (!interpose_makes_workers() || is_thread != ledger->inject.threads)
        return -1;
    return atomic_fetch_add(&ledger->forked, 1);
}

static void die_at_start(int64_t number)
{
    if (number >= 0 && fault_is_here(POINT_START, (uint64_t)number, 1))
        fault_commit();
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

#define SPAWNS(name)                                                                               \
    int name(pid_t *restrict pid, const char *restrict path,                                       \
             const posix_spawn_file_actions_t *restrict actions,                                   \
             const posix_spawnattr_t *restrict attributes, char *const argv[restrict],             \
             char *const envp[restrict])                                                           \
    {                                                                                              \
        NEXT(name);                                                                                \
        if (interpose_fails(CALL_SPAWN))                                                           \
            return errno;                                                                          \
        (void)worker_made(false);                                                                  \
        return next(pid, path, actions, attributes, argv, envp);                                   \
    }

SPAWNS(posix_spawn)
SPAWNS(posix_spawnp)

int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
                   void *(*start)(void *), void *restrict argument)
{
    NEXT(pthread_create);
    if (interpose_fails(CALL_THREAD))
        return errno;
    /* A thread's death is that of its process. */
    die_at_start(worker_made(true));
    return next(thread, attributes, start, argument);
}

/* --- channels and memory ---------------------------------------------------------------------- */

static void shrink_pipe(const int ends[2])
{
    if (interpose_watches() && ledger->inject.small_pipes)
        (void)fcntl(ends[1], F_SETPIPE_SZ, 4096);
}

#define PIPES(name, parameters, arguments)                                                         \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        if (interpose_fails(CALL_PIPE) || next arguments < 0)                                      \
            return -1;                                                                             \
        shrink_pipe(ends);                                                                         \
        return 0;                                                                                  \
    }

PIPES(pipe, (int ends[2]), (ends))
PIPES(pipe2, (int ends[2], int flags), (ends, flags))

/* Notes which two ends belong together: their inodes do not show it. */
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
    for (int end = 0; end < 2 && interpose_watches() && ledger->inject.small_pipes; end++)
        (void)setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    return 0;
}

FAILING(int, -1, epoll_create1, CALL_EPOLL, (int flags), (flags))
FAILING(int, -1, pidfd_open, CALL_PIDFD, (pid_t pid, unsigned flags), (pid, flags))
FAILING(int, -1, memfd_create, CALL_MEMFD, (const char *name, unsigned flags), (name, flags))
FAILING(void *, MAP_FAILED, mmap, CALL_MMAP,
        (void *at, size_t bytes, int protection, int flags, int fd, off_t offset),
        (at, bytes, protection, flags, fd, offset))

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
