/* SPDX-License-Identifier: MIT */
/* r_mclapply: R's parallel::mclapply, which forks for each call, as python_fork does by hand.
 *
 *     cell      R ──── go ──────────────────────────────── done
 *     R           └ ready   fork fork ── read ─ read ─ reap ┘
 *     child 0                  └ 0 2 4 6 8 ─ results ─┘
 *     child 1                       └ 1 3 5 7 9 ─ results ─┘
 *
 * Costs    the start of R in open, a third of a second; then a fork and a wait of a process of fifty
 *          megabytes per worker and run, a list of results that is serialised through a pipe, and
 *          the call of an R function per item.
 * Fails    by a warning: the items of a child that died come back as NULL, and R goes on.
 * Differs  from python_fork by one idea: the values of the function travel back, whether they are
 *          needed or not; and its items are dealt in turn, not in blocks.
 * See      r_mclapply.R, mclapply in R's package parallel
 *
 * R's .C passes pointers only. So this module has a second side: R loads it, and calls the functions
 * below, which pass on what the pointers point to.
 */
#include "kit/foreign.h"
#include "strategies/foreign/interpreter.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- called by R ------------------------------------------------------------------------------ */

void r_attach(struct foreign **job, double *items, char *why, const int *why_bytes);
void r_begin(struct foreign *const *job, const int *worker, int *error);
void r_run(struct foreign *const *job, const int *worker, const double *item, int *error);
void r_receive(int *got);
void r_reply(const int *error, char *const *sentence);

/* The job on the board; NULL with a sentence in `why`. */
void r_attach(struct foreign **job, double *items, char *why, const int *why_bytes)
{
    *job = foreign_attach(WORKER_BOARD, why, (size_t)*why_bytes);
    if (*job != NULL)
        *items = (double)foreign_items(*job);
}

void r_begin(struct foreign *const *job, const int *worker, int *error)
{
    *error = foreign_begin(*job, (unsigned)*worker);
}

void r_run(struct foreign *const *job, const int *worker, const double *item, int *error)
{
    *error = foreign_run(*job, (unsigned)*worker, (uint64_t)*item, 1);
}

/* Waits for the next run. 0 bytes at EOF. */
void r_receive(int *got)
{
    char go;
    ssize_t bytes;
    do
        bytes = read(WORKER_CHANNEL, &go, 1);
    while (bytes < 0 && errno == EINTR);
    *got = (int)bytes;
}

void r_reply(const int *error, char *const *sentence)
{
    (void)interpreter_reply(WORKER_CHANNEL, *error, *sentence);
}

/* --- called by the cell ----------------------------------------------------------------------- */

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "R: mclapply forks once per worker and run, and results travel back",
    .traits = TRAIT_FOREIGN,
    .runtime = language_r,
    .open = interpreter_open,
    .run = interpreter_run,
    .close = interpreter_close,
};
