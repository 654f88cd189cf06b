/* SPDX-License-Identifier: MIT */
/* Units of time in tables and pictures. */
#ifndef FORKSCALE_SHOW_UNIT_H
#define FORKSCALE_SHOW_UNIT_H

struct unit {
    const char *name; /* "ms" */
    double ns;
    int decimals;
};

/* A unit for times up to `largest_ns`, with two decimals or more where that means anything, so that
 * small times beside it still have digits to compare. */
struct unit unit_choose(double largest_ns);

#endif
