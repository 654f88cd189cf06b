/* SPDX-License-Identifier: MIT */
/* The life of a worker process: what every child must do first, how it leaves, how it is waited
 * for.
 *
 * The fork or the spawn itself stays in the strategy; these are the retry loops, exit paths and
 * bookkeeping around it.
 */
#ifndef FORKSCALE_KIT_WORKER_H
#define FORKSCALE_KIT_WORKER_H

#include "kit/job.h"
#include <stdnoreturn.h>
#include <sys/types.h>

/* Descriptors of an exec'd worker: the strategy puts its own channel on the first; the board must
 * be on the second. */
#define WORKER_CHANNEL 3
#define WORKER_BOARD   4

/* The wait status of a worker that left none, because its parent ignores SIGCHLD. waitpid never
 * gives it. */
#define WAIT_STATUS_UNKNOWN (-1)

/* In the parent, after fork or spawn: remembers the child, so that worker_wait finds it and a death
 * can be named. A pid below 1 or a worker that is not there makes the run fail. */
void worker_started(struct job *job, unsigned worker, pid_t pid);

/* In the child, first: it shall be killed when the thread that forked it ends. Its parent must be
 * the cell: in a child of any other process, or when the cell is dead already, this ends the
 * child. */
void worker_enter(struct job *job);

/* The same in a worker that another program than the cell has started, an interpreter or a shell's
 * tool, a template process: it shall be killed when the thread of `parent` that started it ends,
 * and notes its own pid, which the cell does not know. An item that an earlier process has left
 * under this number gets its state. If its parent is another by now, this ends it. */
void worker_enter_external(struct job *job, unsigned worker, pid_t parent);

/* A mark that a kept worker sets in itself, *mark = true, and that the kernel clears in whatever its
 * items fork; job_run ends such a process (kit/twin.h), a strategy that runs items otherwise does so
 * itself. In the parent, before the fork. Returns 0 or an errno number. */
int worker_mark_open(struct job *job, bool **mark);

/* Unmaps it and sets it to NULL; does nothing when it is NULL. */
void worker_mark_close(bool **mark);

/* In the child, when it has no more to do: stamps the end if job_end has not, and leaves `error`
 * (an errno number, 0 for none) in the slot. What follows must be its end. */
void worker_leave(struct job *job, unsigned worker, int error);

/* In the child, last: worker_leave, and then _exit, so that no atexit handler runs and no stdio
 * buffer is written twice. */
void worker_exit(struct job *job, unsigned worker, int error) __attribute__((__noreturn__));

/* In the parent: waits for this one child, through EINTR, and notes how it ended. Returns 0 when it
 * left by worker_exit without error, and then its number may serve another child; the errno number
 * that it left with; or EOWNERDEAD when it died otherwise. A worker that was never started, or is
 * already reaped, is 0. */
int worker_wait(struct job *job, unsigned worker);

/* For a worker that another process has reaped: notes how process `pid` ended, as waitpid gave it,
 * or WAIT_STATUS_UNKNOWN. Returns what worker_wait would. */
int worker_ended(struct job *job, unsigned worker, pid_t pid, int wait_status);

/* A descriptor that polls readable once the worker has ended, close-on-exec, for its parent or any
 * other process. The caller closes it. −1 with errno set: ESRCH when there is no such process any
 * more. */
int worker_pidfd(const struct job *job, unsigned worker);

/* In the parent: waits for workers 0 … started−1, in the order in which they end, and sleeps
 * meanwhile. When one dies or leaves with an error the run is lost, and worker_end_all ends the
 * others. Returns that first error, after all are reaped, or the error of watch_open. A parent that
 * also waits for messages uses kit/watch.h. */
int worker_wait_all(struct job *job, unsigned started);

/* In the parent: kills those of workers 0 … started−1 that still run by SIGKILL, and reaps all.
 * Their slots tell them from workers that died by themselves. */
void worker_end_all(struct job *job, unsigned started);

/* How a process ended, in words: "killed by SIGSEGV", "exited with status 3", "ended". */
void wait_status_text(int wait_status, char *text, size_t bytes);

#endif
