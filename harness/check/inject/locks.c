/* SPDX-License-Identifier: MIT */
/* Locks of every kind, which a worker may have to die with, and waits that return early: in the
 * caller, its workers and interpreters. interpose.c says how they are bound. */
#include "check/inject/fault.h"
#include "check/inject/hurry.h"
#include "check/inject/interpose.h"
#include "check/inject/storm.h"
#include "kit/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/sem.h>
#include <unistd.h>

static bool has_left; /* this worker process: its death makes no difference any more */

void worker_leave(struct job *job, unsigned worker, int error)
{
    NEXT(worker_leave);
    next(job, worker, error);
    has_left = true;
}

void interpose_hold(enum point point)
{
    const struct fault_options *fault = ledger != NULL ? &ledger->inject.fault : NULL;
    if (fault != NULL && fault->kind != FAULT_NONE && fault->point == point && worker_is_here() &&
        !has_left && ledger->deaths == 0 && atomic_fetch_add(&ledger->taken, 1) == fault->skipped)
        fault_commit();
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's names are reserved ones

/* --- locks ------------------------------------------------------------------------------------ */

/* A call that takes a lock where `takes`; where it `waits`, it may be interrupted. */
#define LOCKS(takes, waits, name, parameters, arguments)                                           \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        struct timespec real;                                                                      \
        (void)real;                                                                                \
        int result = (waits) && interpose_interrupts() ? -1 : next arguments;                      \
        hurry_note(result == ETIMEDOUT || (result == -1 && errno == ETIMEDOUT));                   \
        if ((takes) && result == 0)                                                                \
            interpose_hold(POINT_LOCK);                                                            \
        storm_pass(STORM_FROM);                                                                    \
        return result;                                                                             \
    }

LOCKS(true, false, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
LOCKS(true, false, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
LOCKS(true, false, pthread_mutex_timedlock,
      (pthread_mutex_t *restrict mutex, const struct timespec *restrict deadline),
      (mutex, hurry_deadline(deadline, &real)))
LOCKS(true, false, pthread_mutex_clocklock,
      (pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict deadline),
      (mutex, clock, hurry_deadline(deadline, &real)))
LOCKS(false, false, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
LOCKS(true, false, pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
LOCKS(true, false, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
LOCKS(true, false, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))

LOCKS(true, true, sem_wait, (sem_t * semaphore), (semaphore))
LOCKS(true, false, sem_trywait, (sem_t * semaphore), (semaphore))
LOCKS(true, true, sem_timedwait,
      (sem_t *restrict semaphore, const struct timespec *restrict deadline),
      (semaphore, hurry_deadline(deadline, &real)))
LOCKS(true, true, sem_clockwait,
      (sem_t *restrict semaphore, clockid_t clock, const struct timespec *restrict deadline),
      (semaphore, clock, hurry_deadline(deadline, &real)))
LOCKS(false, false, sem_post, (sem_t * semaphore), (semaphore))

/* Of several operations at once the first decides. */
LOCKS(actions[0].sem_op < 0, (actions[0].sem_flg & IPC_NOWAIT) == 0, semop,
      (int set, struct sembuf *actions, size_t count), (set, actions, count))
LOCKS(actions[0].sem_op < 0, (actions[0].sem_flg & IPC_NOWAIT) == 0, semtimedop,
      (int set, struct sembuf *actions, size_t count, const struct timespec *timeout),
      (set, actions, count, hurry_time(timeout, &real)))

LOCKS((operation & LOCK_UN) == 0, (operation & (LOCK_UN | LOCK_NB)) == 0, flock,
      (int fd, int operation), (fd, operation))
LOCKS(command != F_ULOCK && command != F_TEST, command == F_LOCK, lockf,
      (int fd, int command, off_t bytes), (fd, command, bytes))

static bool takes_record(int command, const void *argument)
{
    bool is_lock = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
                   command == F_OFD_SETLKW;
    return is_lock && ((const struct flock *)argument)->l_type != F_UNLCK;
}

/* Most calls of it have nothing to do with locks. */
#define CONTROLS(name)                                                                             \
    int name(int fd, int command, ...)                                                             \
    {                                                                                              \
        NEXT(name);                                                                                \
        va_list arguments;                                                                         \
        va_start(arguments, command);                                                              \
        void *argument = va_arg(arguments, void *);                                                \
        va_end(arguments);                                                                         \
        bool waits = command == F_SETLKW || command == F_OFD_SETLKW;                               \
        int result = waits && interpose_interrupts() ? -1 : next(fd, command, argument);           \
        if (result != 0 || !takes_record(command, argument))                                       \
            return result;                                                                         \
        interpose_hold(POINT_LOCK);                                                                \
        storm_pass(STORM_FROM);                                                                    \
        return 0;                                                                                  \
    }

CONTROLS(fcntl)
CONTROLS(fcntl64)

/* --- waits that return early ------------------------------------------------------------------ */

/* As if it had been woken: others may have had the mutex meanwhile. */
static int wake(pthread_mutex_t *mutex)
{
    int error = pthread_mutex_unlock(mutex);
    return error != 0 ? error : pthread_mutex_lock(mutex);
}

#define WAITS(name, parameters, arguments)                                                         \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        struct timespec real;                                                                      \
        (void)real;                                                                                \
        int error = storm_wakes() ? wake(mutex) : next arguments;                                  \
        hurry_note(error == ETIMEDOUT);                                                            \
        storm_pass(STORM_FROM);                                                                    \
        return error;                                                                              \
    }

WAITS(pthread_cond_wait, (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex),
      (condition, mutex))
WAITS(pthread_cond_timedwait,
      (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
       const struct timespec *restrict deadline),
      (condition, mutex, hurry_deadline(deadline, &real)))
WAITS(pthread_cond_clockwait,
      (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
       const struct timespec *restrict deadline),
      (condition, mutex, clock, hurry_deadline(deadline, &real)))

// NOLINTEND(readability-inconsistent-declaration-parameter-name)
