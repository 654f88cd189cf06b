/* SPDX-License-Identifier: MIT */
/* Calls that the checker watches, or makes fail, in the caller, its workers and interpreters. Those
 * that it disturbs are in disturb.c, those that make files in files.c, those that make processes in
 * workers.c, and those that are made by syscall(2) in raw.c.
 *
 * The program exports functions of the same names as libc's and the kit's, so the dynamic linker
 * binds the strategy's calls, and the kit's, to these; each looks at the ledger and calls the next
 * one of its name. Nothing is traced, and an exec'd worker, which is this program again, is watched
 * alike. An interpreter, which is another program, preloads them.
 */
#include "check/inject/interpose.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/pidfd.h>
#include <sys/sem.h>
#include <sys/shm.h>
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

static bool is_caller(void)
{
    return getpid() == ledger->caller;
}

bool interpose_is_strategy(void)
{
    if (!interpose_watches() || worker_has_items())
        return false;
    return is_caller() || !ledger->inject.external || getppid() == ledger->caller;
}

void interpose_raise(void)
{
    if (ledger == NULL || ledger->raise == 0 || !ledger->armed || getpid() != ledger->caller)
        return;
    if (ledger->forked < ledger->raise_made)
        return;
    int number = atomic_exchange(&ledger->raise, 0);
    ledger_note_signal();
    kill(getpid(), number);
}

bool interpose_fails(enum call call)
{
    interpose_raise();
    if (!interpose_is_strategy())
        return false;
    bool in_worker = !is_caller() && !ledger->inject.external;
    /* The rest of what another program calls is its own, or that of the cell which it is. */
    if (!is_caller() && (ledger_was_opened() || !in_worker) && call != CALL_FORK)
        return false;
    const struct fail_options *fail = &ledger->inject.fail;
    uint32_t count =
        atomic_fetch_add(in_worker ? &ledger->worker_calls[call] : &ledger->calls[call], 1) + 1;
    if (fail->call != call || fail->in_workers != in_worker)
        return false;
    if (fail->series ? count < fail->at : count != fail->at)
        return false;
    atomic_fetch_add(&ledger->failed, 1);
    errno = fail->error;
    return true;
}

void interpose_note_limit(const char *call)
{
    int error = errno;
    bool is_limit =
        error == EAGAIN || error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOSPC;
    int none = 0;
    /* What a strategy has used up in earlier runs is no limit of its environment. */
    if (is_limit && interpose_is_strategy() && ledger->returns == 0 &&
        atomic_compare_exchange_strong(&ledger->limit_errno, &none, error))
        (void)stpncpy(ledger->limit_call, call, sizeof ledger->limit_call - 1);
    errno = error;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

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
        if (interpose_fails(CALL_PIPE))                                                            \
            return -1;                                                                             \
        if (next arguments < 0) {                                                                  \
            interpose_note_limit(#name);                                                           \
            return -1;                                                                             \
        }                                                                                          \
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
    if (interpose_fails(CALL_SOCKET))
        return -1;
    if (next(domain, type, protocol, ends) < 0) {
        interpose_note_limit("socketpair");
        return -1;
    }
    note_pair(ends);
    int least = 1;
    for (int end = 0; end < 2 && interpose_watches() && ledger->inject.small_pipes; end++)
        (void)setsockopt(ends[end], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    return 0;
}

FAILING(int, -1, epoll_create1, CALL_EPOLL, (int flags), (flags))
FAILING(int, -1, pidfd_open, CALL_PIDFD, (pid_t pid, unsigned flags), (pid, flags))
FAILING(int, -1, memfd_create, CALL_MEMFD, (const char *name, unsigned flags), (name, flags))
FAILING(int, -1, eventfd, CALL_EVENTFD, (unsigned value, int flags), (value, flags))
FAILING(int, -1, shmget, CALL_SYSV, (key_t key, size_t bytes, int flags), (key, bytes, flags))
FAILING(int, -1, semget, CALL_SYSV, (key_t key, int count, int flags), (key, count, flags))
FAILING(int, -1, msgget, CALL_SYSV, (key_t key, int flags), (key, flags))
FAILING(void *, MAP_FAILED, mmap, CALL_MMAP,
        (void *at, size_t bytes, int protection, int flags, int fd, off_t offset),
        (at, bytes, protection, flags, fd, offset))

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
