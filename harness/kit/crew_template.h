/* SPDX-License-Identifier: MIT */
/* A crew whose workers a template forks, because their caller has grown (kit/template.h).
 *
 *     caller     early: fork ─ … ── crew_start ── crew_run ── … ── crew_close ── crew_dismiss
 *     template             └ crew_brood: fork fork ─────────────── wait wait ────┘
 *
 * The template answers once when the workers are forked, and once when all have ended, as they do
 * after gate_close, or when one has died: only it can reap them.
 */
#ifndef FORKSCALE_KIT_CREW_TEMPLATE_H
#define FORKSCALE_KIT_CREW_TEMPLATE_H

#include "kit/crew.h"
#include "kit/template.h"

/* Part of what hangs on pool->state, zero but for what template_prepare and the strategy set. */
struct crew_template {
    struct template template;
    /* Forks the workers 1 … crew->workers−1, and counts them in
     * crew->watch.started. In the template `self` is its pid and *end its end of the channel: they
     * close that first, and enter by worker_enter_external. In the caller, 0 and −1. Returns 0 or an
     * errno number. */
    int (*fork_workers)(struct crew *crew, pid_t self, int *end);
    bool is_needed;   /* it shall fork the workers, and not the caller */
    bool has_hatched; /* there are or were workers of it */
    bool is_leaving;
    int reports; /* the channel, as the watch has it; 0: none */
};

/* In the template, all its life: `end` is its end of the channel. */
noreturn void crew_brood(struct crew_template *by, struct crew *crew, int end);

/* Has the workers forked, by the template if it is needed, and watches them. crew->report must lead
 * to crew_hear. Returns 0 or an errno number; then call crew_lose. */
int crew_start(struct crew_template *by, struct crew *crew);

/* What the template has reported, which is why the crew is lost: an errno number. */
int crew_hear(struct crew_template *by);

/* After an error of crew_start or crew_run: no worker is left. Returns `error`. */
int crew_lose(struct crew_template *by, struct crew *crew, int error);

/* It is not needed: it leaves, and crew_dismiss need not wait for long. */
void crew_release(struct crew_template *by);

/* Closes the crew, and then the template, if there is one. Returns 0 or the first error. */
int crew_dismiss(struct crew_template *by, struct crew *crew);

#endif
