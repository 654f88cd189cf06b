/* SPDX-License-Identifier: MIT */
/* Interruption: INT, TERM, HUP and QUIT become readable on a descriptor, so that a wait for a cell
 * can be a wait for them too, and nothing is cut off in the middle. */
#ifndef FORKSCALE_PROCESS_INTERRUPT_H
#define FORKSCALE_PROCESS_INTERRUPT_H

#include <signal.h>

struct interrupt {
    int fd;          /* readable when one has come */
    int signal;      /* the first that came, 0 for none */
    sigset_t before; /* the mask of the caller, which children get */
};

/* Blocks those of the signals that are not ignored already, and opens the descriptor. Returns 0 or
 * an errno number. */
int interrupt_open(struct interrupt *interrupt);

/* Takes what has come, without waiting. Returns interrupt->signal. */
int interrupt_poll(struct interrupt *interrupt);

/* Puts the mask back; if a signal came, dies of it, so that the parent sees which. A second call
 * does nothing. */
void interrupt_close(struct interrupt *interrupt);

#endif
