/* SPDX-License-Identifier: MIT */
/* A crew whose workers a template forks, because their caller has grown (kit/template.h).
 *
 *     caller     early: fork ─ … ── start ── crew_run ── … ── close
 *     template             └ serve: ─ fork fork ──────── wait wait ┘
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
    struct template_process process;
    /* Forks workers 1 … crew->workers−1 and counts them in crew->watch.started. In the template,
     * `self` is its pid and *end its end of the channel; the workers close that end and call
     * worker_enter_external. In the caller these are 0 and −1. Returns 0 or an errno number. */
    int (*fork_workers)(struct crew *crew, pid_t self, int *end);
    bool is_needed;  /* the template forks the workers, not the caller */
    bool has_forked; /* it has forked workers */
    bool is_leaving; /* it was told to exit */
    int reports;     /* the channel, duplicated for the watch; 0: none */
};

/* In the template, all its life: `end` is its end of the channel. */
noreturn void crew_template_serve(struct crew_template *by, struct crew *crew, int end);

/* Starts the workers, through the template if it is needed, and watches them. crew->report must call
 * crew_template_read. Returns 0 or an errno number; then call crew_template_abort. */
int crew_template_start(struct crew_template *by, struct crew *crew);

/* Reads the template's report of a lost worker. Returns an errno number, never 0. */
int crew_template_read(struct crew_template *by);

/* After an error of crew_template_start or crew_run: no worker is left. Returns `error`. */
int crew_template_abort(struct crew_template *by, struct crew *crew, int error);

/* Tells a template that is not needed to exit, so that crew_template_close waits less. */
void crew_template_release(struct crew_template *by);

/* Closes the crew, and then the template, if there is one. Returns 0 or the first error. */
int crew_template_close(struct crew_template *by, struct crew *crew);

#endif
