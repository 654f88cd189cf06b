/* SPDX-License-Identifier: MIT */
/* What a strategy costs once against the memory of its caller: a line through the cells that differ
 * in their ballast alone. Pure.
 *
 * A line is fitted in each block that has all of these cells, and each figure is the median over
 * these blocks with its interval, because the blocks are what is independent. In a block the slope
 * is the median of the slopes between each two sizes, and the intercept the median of what the
 * slope leaves (Theil, "A rank-invariant method of linear and polynomial regression analysis",
 * Indagationes Mathematicae 12, 1950; Sen, "Estimates of the regression coefficient based on
 * Kendall's tau", Journal of the American Statistical Association 63, 1968). One size that was
 * disturbed cannot tilt the line through three or more.
 */
#ifndef FORKSCALE_ANALYSE_BALLAST_H
#define FORKSCALE_ANALYSE_BALLAST_H

#include "analyse/estimate.h"
#include "record/results.h"

/* The line of one block. */
struct ballast_fit {
    unsigned block;
    double slope;     /* ns a byte of resident memory */
    double intercept; /* ns */
};

#define BALLAST_SIZES_MAX 64

/* Of cells of this build, two to BALLAST_SIZES_MAX. Owns its arrays and the label. */
struct ballast_line {
    const struct result_cell *cell; /* the one with the least ballast */
    char *strategy;                 /* label without the ballast */
    const char *pages;              /* "small", "huge" or "shared" */
    size_t *cells;                  /* indices, by rising ballast; one without ballast is in all */
    size_t count;
    struct ballast_fit *fits; /* by rising block */
    size_t fit_count;
    struct estimate slope; /* of the fits, likewise */
    struct estimate intercept;
    double *resident;  /* bytes, of each cell, the median */
    double huge_share; /* of the ballast, in huge pages, where least; NaN if unknown */
};

/* Where two lines of one workload, number of workers and kind of pages cross. */
struct ballast_crossing {
    size_t loser; /* line that costs less below, and more above */
    size_t other;
    struct estimate bytes; /* resident memory */
};

struct ballast_lines {
    struct ballast_line *all; /* in the order of their first cells */
    size_t count;
    struct ballast_crossing *crossings; /* within the sizes measured */
    size_t crossing_count;
};

/* Points into `results`. Returns 0 or ENOMEM; after an error *lines needs no release. A run without
 * ballast has no lines. */
int ballast_lines_fit(const struct results *results, struct ballast_lines *lines);

/* Whether there are any; false without memory. */
bool ballast_has_lines(const struct results *results);

void ballast_lines_release(struct ballast_lines *lines);

/* Whether the two belong together: same workload, workers and kind of pages. */
bool ballast_is_alike(const struct ballast_line *one, const struct ballast_line *other);

#endif
