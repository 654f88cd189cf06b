/* SPDX-License-Identifier: MIT */
/* gnuplot as a child program. */
#ifndef FORKSCALE_SHOW_GNUPLOT_H
#define FORKSCALE_SHOW_GNUPLOT_H

#include <stddef.h>

/* Runs `gnuplot SCRIPT` in `folder`, without a shell and without the user's own settings. Returns 0
 * when it ended well, ENOENT when there is no gnuplot, EIO when it did not end well, with what it
 * said in `why`, or an errno of starting it, with a sentence too. */
int gnuplot_run(const char *folder, char *script, char *why, size_t why_bytes);

#endif
