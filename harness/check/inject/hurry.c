/* SPDX-License-Identifier: MIT */
/* Time that runs faster, so that a timeout of a minute is seen in a moment. All clocks that a
 * strategy may read, and all calls that wait for some time at most, are those of a process for which
 * HURRY seconds pass in one. Waits that end by their time alone are counted: a process that waits
 * again and again is polling. Items sleep in real time. interpose.c says how calls are bound. */
#include "check/inject/hurry.h"
#include "check/inject/interpose.h"
#include "kit/clock.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define WALL_LEAST_S 1000000000 /* no machine is up for so long, so it is a date */

static bool is_on(void)
{
    return ledger != NULL && ledger->inject.hurry && interpose_watches();
}

static int64_t ns_of(const struct timespec *time)
{
    return (int64_t)time->tv_sec * (int64_t)NS_PER_S + time->tv_nsec;
}

static struct timespec time_of(int64_t ns)
{
    return (struct timespec){ .tv_sec = ns / (int64_t)NS_PER_S, .tv_nsec = ns % (int64_t)NS_PER_S };
}

/* The clock is known by what it shows. */
static int64_t base_of(const struct timespec *time)
{
    return time->tv_sec > WALL_LEAST_S ? ledger->hurry_wall_ns : ledger->hurry_steady_ns;
}

void hurry_begin(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    ledger->hurry_wall_ns = ns_of(&now);
    clock_gettime(CLOCK_MONOTONIC, &now);
    ledger->hurry_steady_ns = ns_of(&now);
}

int hurry_ms(int ms)
{
    return ms > 0 && is_on() ? (ms + HURRY - 1) / HURRY : ms;
}

const struct timespec *hurry_time(const struct timespec *time, struct timespec *real)
{
    if (time == NULL || !is_on())
        return time;
    *real = time_of(ns_of(time) / HURRY);
    return real;
}

const struct timespec *hurry_deadline(const struct timespec *deadline, struct timespec *real)
{
    if (deadline == NULL || !is_on() || ns_of(deadline) < base_of(deadline))
        return deadline;
    int64_t base = base_of(deadline);
    *real = time_of(base + (ns_of(deadline) - base) / HURRY);
    return real;
}

void hurry_note(bool is_over)
{
    if (is_over && is_on())
        atomic_fetch_add(&ledger->expired, 1);
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* --- clocks ----------------------------------------------------------------------------------- */

static void show_hurried(struct timespec *now)
{
    int64_t base = base_of(now);
    *now = time_of(base + (ns_of(now) - base) * HURRY);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    NEXT(clock_gettime);
    int result = next(clock, now);
    bool is_of_process = clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID ||
                         clock < 0; /* or of another one */
    if (result == 0 && !is_of_process && is_on())
        show_hurried(now);
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    NEXT(gettimeofday);
    int result = next(now, zone);
    if (result == 0 && is_on()) {
        struct timespec time = { now->tv_sec, now->tv_usec * 1000 };
        show_hurried(&time);
        *now = (struct timeval){ time.tv_sec, time.tv_nsec / 1000 };
    }
    return result;
}

time_t time(time_t *now)
{
    struct timespec present;
    clock_gettime(CLOCK_REALTIME, &present);
    if (now != NULL)
        *now = present.tv_sec;
    return present.tv_sec;
}

/* --- waits ------------------------------------------------------------------------------------ */

/* A call that waits for some time: `arguments` may use `real`, and `is_over` the `result`. Where it
 * `waits` for an event, too, it may be interrupted. */
#define WAITS(name, waits, is_over, parameters, arguments)                                         \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        struct timespec real;                                                                      \
        (void)real;                                                                                \
        int result = (waits) && interpose_interrupts() ? -1 : next arguments;                      \
        hurry_note(is_over);                                                                       \
        return result;                                                                             \
    }
#define LASTS(time) ((time) != NULL && ((time)->tv_sec > 0 || (time)->tv_nsec > 0))

WAITS(nanosleep, false, LASTS(time), (const struct timespec *time, struct timespec *left),
      (hurry_time(time, &real), left))
WAITS(clock_nanosleep, false, LASTS(time),
      (clockid_t clock, int flags, const struct timespec *time, struct timespec *left),
      (clock, flags,
       (flags & TIMER_ABSTIME) != 0 ? hurry_deadline(time, &real) : hurry_time(time, &real), left))
WAITS(ppoll, true, result == 0 && LASTS(timeout),
      (struct pollfd * fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask),
      (fds, count, hurry_time(timeout, &real), mask))
WAITS(pselect, true, result == 0 && LASTS(timeout),
      (int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
       const struct timespec *restrict timeout, const sigset_t *restrict mask),
      (count, in, out, except, hurry_time(timeout, &real), mask))
WAITS(epoll_pwait, true, result == 0 && timeout > 0,
      (int fd, struct epoll_event *events, int most, int timeout, const sigset_t *mask),
      (fd, events, most, hurry_ms(timeout), mask))
WAITS(sigtimedwait, true, result < 0 && errno == EAGAIN && LASTS(timeout),
      (const sigset_t *restrict set, siginfo_t *restrict info,
       const struct timespec *restrict timeout),
      (set, info, hurry_time(timeout, &real)))
int usleep(useconds_t us)
{
    return nanosleep(&(struct timespec){ us / 1000000, (long)(us % 1000000) * 1000 }, NULL);
}

unsigned sleep(unsigned s)
{
    struct timespec left = { s, 0 };
    return nanosleep(&left, &left) < 0 ? (unsigned)left.tv_sec : 0;
}

/* Linux writes the time that is left; it is not known here, so the whole stays. */
int select(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
           struct timeval *restrict timeout)
{
    if (timeout == NULL)
        return pselect(count, in, out, except, NULL, NULL);
    struct timespec time = { timeout->tv_sec, timeout->tv_usec * 1000 };
    return pselect(count, in, out, except, &time, NULL);
}

/* --- timers ----------------------------------------------------------------------------------- */

static struct timeval hurry_span(struct timeval span)
{
    int64_t us = (int64_t)span.tv_sec * 1000000 + span.tv_usec;
    us = us > 0 && is_on() ? us / HURRY + 1 : us;
    return (struct timeval){ us / 1000000, us % 1000000 };
}

int setitimer(__itimer_which_t which, const struct itimerval *restrict value,
              struct itimerval *restrict before)
{
    NEXT(setitimer);
    if (value == NULL)
        return next(which, value, before);
    struct itimerval real = { hurry_span(value->it_interval), hurry_span(value->it_value) };
    return next(which, &real, before);
}

unsigned alarm(unsigned s)
{
    struct itimerval before;
    struct itimerval value = { .it_value.tv_sec = s };
    setitimer(ITIMER_REAL, &value, &before);
    return (unsigned)before.it_value.tv_sec + (before.it_value.tv_usec > 0 ? 1 : 0);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *before)
{
    NEXT(timerfd_settime);
    struct itimerspec real = *value;
    (void)hurry_time(&value->it_interval, &real.it_interval);
    if ((flags & TFD_TIMER_ABSTIME) != 0)
        (void)hurry_deadline(&value->it_value, &real.it_value);
    else
        (void)hurry_time(&value->it_value, &real.it_value);
    return next(fd, flags, &real, before);
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t bytes)
{
    NEXT(setsockopt);
    bool is_timeout = level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO);
    if (!is_timeout || bytes != sizeof(struct timeval))
        return next(fd, level, option, value, bytes);
    struct timeval real = hurry_span(*(const struct timeval *)value);
    return next(fd, level, option, &real, bytes);
}

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
