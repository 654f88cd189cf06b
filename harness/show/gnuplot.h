/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#ifndef FORKSCALE_SHOW_GNUPLOT_H
#define FORKSCALE_SHOW_GNUPLOT_H

#include "kit/error.h"
#include "process/interrupt.h"

struct gnuplot_options {
    const char *folder; /* where it runs */
    char *script;       /* a file there */
    double timeout_s;
    struct interrupt *interrupt; /* ends it; NULL for none */
};

/* Runs `gnuplot SCRIPT` in its folder, without a shell and without the user's own settings. Returns
 * 0 when it succeeded, ENOENT when there is no gnuplot, ETIMEDOUT, ECANCELED when it was
 * interrupted, EIO when it failed, or an errno number of starting it. */
int gnuplot_run(const struct gnuplot_options *options, struct error *error);

#endif
