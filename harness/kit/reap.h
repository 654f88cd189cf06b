/* SPDX-License-Identifier: MIT */
/* Waiting for child processes: the part that a parent of programs, a checker and a module share. */
#ifndef FORKSCALE_KIT_REAP_H
#define FORKSCALE_KIT_REAP_H

#include <stdint.h>
#include <sys/types.h>

/* waitpid through EINTR. *wait_status is as waitpid gives it; wait_status may be NULL. Returns 0 or
 * an errno number: ECHILD when another has reaped it. */
int reap_child(pid_t pid, int *wait_status);

/* Kills the child with SIGKILL and reaps it. Returns as reap_child. */
int reap_killed(pid_t pid, int *wait_status);

/* Waits until the process of the pidfd has ended, and does not reap it. `stop_fd` ends the wait
 * when it becomes readable, −1 for none; so does the deadline, an instant of clock_now, 0 for none.
 * Returns 0; ECANCELED, also when the process has ended as well; ETIMEDOUT; or an errno of poll. */
int reap_await(int pidfd, int stop_fd, uint64_t deadline_ns);

#endif
