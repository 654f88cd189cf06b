/* SPDX-License-Identifier: MIT */
/* Descriptors that are closed twice, streams that a worker closes, and handlers that are left to every
 * later fork: no look at the process afterwards would show the first two, and nothing but this count
 * shows the third. */
#include "check/inject/holdings.h"
#include "check/inject/interpose.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic unsigned fork_handlers;

unsigned holdings_fork_handlers(void)
{
    return fork_handlers;
}

void holdings_note_processors(void)
{
    cpu_set_t set;
    if (!ledger->inject.note_processors || sched_getaffinity(0, sizeof set, &set) < 0)
        return;
    for (size_t processor = 0; processor < CPU_SETSIZE; processor++)
        if (CPU_ISSET(processor, &set))
            atomic_fetch_or(&ledger->processors, UINT64_C(1) << processor % 64);
}

// NOLINTBEGIN(readability-*,bugprone-reserved-identifier,cert-dcl*): the names are libc's

/* Of the caller alone: a worker may close all numbers that there are. Meanwhile another thread of
 * the caller may have got the number that is closed a second time. */
int close(int fd)
{
    NEXT(close);
    interpose_raise();
    int result = next(fd);
    if (result < 0 && errno == EBADF && fd >= 0 && interpose_watches() &&
        getpid() == ledger->caller && atomic_fetch_add(&ledger->closed_twice, 1) == 0)
        ledger->closed_fd = fd;
    return result;
}

/* Of what is no thread. libc knows some such handles, and crashes at others. */
int pthread_join(pthread_t thread, void **result)
{
    NEXT(pthread_join);
    int error = next(thread, result);
    int none = 0;
    if (error != 0 && interpose_is_strategy())
        (void)atomic_compare_exchange_strong(&ledger->join_error, &none, error);
    return error;
}

/* POSIX has it move the offset of a file, which is the caller's, too; another libc than this one
 * does. */
static void note_stream(const FILE *stream)
{
    const FILE *const standard[] = { stdin, stdout, stderr };
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (stream == standard[fd] && interpose_is_strategy() && getpid() != ledger->caller &&
            !ledger->inject.external)
            ledger->closed_stream = fd + 1;
}

int fclose(FILE *stream)
{
    NEXT(fclose);
    note_stream(stream);
    return next(stream);
}

FILE *freopen(const char *restrict path, const char *restrict how, FILE *restrict stream)
{
    NEXT(freopen);
    note_stream(stream);
    return next(path, how, stream);
}

/* What pthread_atfork, a part of each module, calls. */
int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                      void *module);

int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void),
                      void *module)
{
    NEXT(__register_atfork);
    fork_handlers++;
    return next(prepare, parent, child, module);
}

// NOLINTEND(readability-*,bugprone-reserved-identifier,cert-dcl*)
