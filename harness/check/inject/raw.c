/* SPDX-License-Identifier: MIT */
/* System calls that a strategy makes by syscall(2), which has no function of their own: they count,
 * fail and are noted as those of libc are. interpose.c says how the call is bound. What issues the
 * instruction itself is not seen.
 */
#include "check/inject/hurry.h"
#include "check/inject/interpose.h"
#include "check/inject/storm.h"
#include <errno.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As which call of libc's each counts. */
static const struct {
    long number;
    const char *name;
    enum call call;
} rows[] = {
#ifdef SYS_fork
    { SYS_fork, "fork", CALL_FORK },
#endif
    { SYS_clone, "clone", CALL_FORK },
    { SYS_clone3, "clone3", CALL_FORK },
    { SYS_pipe2, "pipe2", CALL_PIPE },
    { SYS_socketpair, "socketpair", CALL_SOCKET },
    { SYS_epoll_create1, "epoll_create1", CALL_EPOLL },
    { SYS_pidfd_open, "pidfd_open", CALL_PIDFD },
    { SYS_memfd_create, "memfd_create", CALL_MEMFD },
    { SYS_eventfd2, "eventfd2", CALL_EVENTFD },
};

static enum call find_call(long number, const char **name)
{
    for (size_t at = 0; at < sizeof rows / sizeof *rows; at++)
        if (rows[at].number == number) {
            *name = rows[at].name;
            return rows[at].call;
        }
    return CALL_NONE;
}

/* clone and clone3 make threads, too, and children that share all memory until they exec. */
static bool makes_process(long number, long first)
{
    uint64_t flags = 0;
    if (number == SYS_clone)
        flags = (uint64_t)first;
    if (number == SYS_clone3)
        flags = ((const struct clone_args *)first)->flags; // NOLINT(performance-no-int-to-ptr)
    return (flags & CLONE_THREAD) == 0;
}

/* May it return early, as if it had been woken? */
static bool is_wait(long number, long operation)
{
    long command = operation & FUTEX_CMD_MASK;
    return number == SYS_futex && (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET);
}

/* How long it waits at most: FUTEX_WAIT for a time, the other one until an instant. */
static long hurry_wait(long operation, long timeout, struct timespec *real)
{
    const struct timespec *given =
        (const struct timespec *)timeout; // NOLINT(performance-no-int-to-ptr)
    return (operation & FUTEX_CMD_MASK) == FUTEX_WAIT ? (long)hurry_time(given, real)
                                                      : (long)hurry_deadline(given, real);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones
long syscall(long number, ...)
{
    NEXT(syscall);
    enum { MOST = 6 };
    long word[MOST];
    va_list words;
    va_start(words, number);
    for (int at = 0; at < MOST; at++)
        word[at] = va_arg(words, long);
    va_end(words);
    const char *name = "";
    enum call call = find_call(number, &name);
    if (call == CALL_FORK && !makes_process(number, word[0]))
        call = CALL_NONE;
    if (call != CALL_NONE && interpose_fails(call))
        return -1;
    if (is_wait(number, word[1]) && storm_wakes())
        return 0;
    if (is_wait(number, word[1]) && interpose_interrupts())
        return -1;
    struct timespec real;
    if (is_wait(number, word[1]))
        word[3] = hurry_wait(word[1], word[3], &real);
    long result = next(number, word[0], word[1], word[2], word[3], word[4], word[5]);
    if (call == CALL_FORK && result > 0)
        worker_note_made(false);
    if (call != CALL_NONE && result < 0)
        interpose_note_limit(name);
    hurry_note(is_wait(number, word[1]) && result < 0 && errno == ETIMEDOUT);
    if (number == SYS_futex)
        storm_pass(STORM_FROM);
    return result;
}
