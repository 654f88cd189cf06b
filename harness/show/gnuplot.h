/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#ifndef FORKSCALE_SHOW_GNUPLOT_H
#define FORKSCALE_SHOW_GNUPLOT_H

#include <stddef.h>

struct gnuplot_options {
    const char *folder; /* where it runs */
    const char *script; /* a file there */
    double deadline_s;
    int stop_fd; /* when it becomes readable, gnuplot is ended; −1 for none */
};

/* Runs `gnuplot SCRIPT` in its folder, without a shell and without the user's own settings. When it
 * returns nothing of gnuplot's group is left; when this process dies, gnuplot is killed. Returns 0
 * when it ended well, ENOENT when there is no gnuplot, ETIMEDOUT at the deadline, ECANCELED when it
 * was stopped, EIO when it did not end well, or an errno of starting it. `why` has the sentence. */
int gnuplot_run(const struct gnuplot_options *order, char *why, size_t why_bytes);

#endif
