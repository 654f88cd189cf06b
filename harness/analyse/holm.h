/* SPDX-License-Identifier: MIT */
/* Many tests at once. */
#ifndef FORKSCALE_ANALYSE_HOLM_H
#define FORKSCALE_ANALYSE_HOLM_H

#include <stddef.h>

/* Adjusts p-values in place, so that to reject where the adjusted one is at most `level` makes any
 * false rejection at most that likely, whatever the tests depend on: the i-th smallest of m becomes
 * the greatest of (m + 1 − j) × p_j, j ≤ i, at most 1 (Holm, "A simple sequentially rejective
 * multiple test procedure", Scandinavian Journal of Statistics 6, 1979). None is a NaN. Returns 0;
 * or ENOMEM, with all of them 1, so that nothing is rejected. */
int holm_adjust(double *p, size_t count);

#endif
