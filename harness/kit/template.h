/* SPDX-License-Identifier: MIT */
/* A template, from the side of its caller: a process that is forked while the caller is small, and
 * forks the workers when it is asked to.
 *
 * The strategy forks it and says what it does; see strategies/zygote.c. It reads requests from its
 * end of the channel and answers each.
 */
#ifndef FORKSCALE_KIT_TEMPLATE_H
#define FORKSCALE_KIT_TEMPLATE_H

#include "kit/job.h"
#include <sys/types.h>

struct template_process {
    struct job *job;
    pid_t pid;  /* 0: there is none, or it is reaped */
    int socket; /* the caller's end; −1: none */
};

/* Creates the channel, before the fork. *end is the template's end. Returns 0 or an errno number. */
int template_prepare(struct template_process *process, struct job *job, int *end);

/* After the fork, which returned `pid`: closes *end here, because held by the caller it would hide
 * the template's end. Returns 0, or an errno number if pid is −1. */
int template_started(struct template_process *process, pid_t pid, int *end);

/* Waits for an answer of so many bytes. Returns 0, or EOWNERDEAD with a sentence on the board when
 * the template has ended; then its workers are gone, too. */
int template_read(struct template_process *process, void *answer, size_t bytes);

/* Kills the template, waits until its workers are gone, which the kernel kills with it, and sets
 * *wait_status; NULL: nobody asks. Does nothing where there is none. */
void template_end(struct template_process *process, int *wait_status);

/* After it was asked to leave: reaps it, and closes the channel. Ask by a message, not by an end of
 * file: the template of another pool may hold a copy of this end. Returns 0 or an errno number. */
int template_close(struct template_process *process);

#endif
