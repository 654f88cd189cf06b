/* SPDX-License-Identifier: MIT */
/* What a strategy costs once against the memory of its caller. */
#include "analyse/ballast.h"
#include "analyse/ballast_lines.h"
#include "analyse/repetition_index.h"
#include <errno.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEVER 1e300 /* bytes: the lines do not cross */

struct fitting {
    const struct results *results;
    struct repetition_index index;
    struct ballast_lines *lines;
    double *x; /* scratch, with room for the cells of a line … */
    double *y;
    size_t *next;   /* … and for a repetition of each … */
    double *slopes; /* … and for each two of them */
};

/* As it was measured, or else the ballast. */
static double resident(const struct results *results, const struct repetition *repetition)
{
    return isfinite(repetition->resident_bytes) ? repetition->resident_bytes
                                                : results->cells[repetition->cell].ballast_bytes;
}

/* --- the line in a block ---------------------------------------------------------------------- */

/* Adds the line through x and y, unless all have the same x. */
static void fit(struct fitting *fitting, struct ballast_line *line, unsigned block)
{
    const double *x = fitting->x;
    size_t pairs = 0;
    for (size_t i = 0; i < line->count; i++)
        for (size_t j = i + 1; j < line->count; j++)
            if (fabs(x[j] - x[i]) > 0)
                fitting->slopes[pairs++] = (fitting->y[j] - fitting->y[i]) / (x[j] - x[i]);
    if (pairs == 0)
        return;
    double slope = gsl_stats_median(fitting->slopes, 1, pairs);
    for (size_t i = 0; i < line->count; i++)
        fitting->y[i] -= slope * x[i];
    double intercept = gsl_stats_median(fitting->y, 1, line->count);
    line->fits[line->fit_count++] = (struct ballast_fit){ block, slope, intercept };
}

/* Sets x and y to the points of the block; false where it lacks one. */
static bool take_block(struct fitting *fitting, const struct ballast_line *line, unsigned block)
{
    for (size_t i = 0; i < line->count; i++) {
        const struct cell_repetitions *of_cell = &fitting->index.by_cell[line->cells[i]];
        size_t *next = &fitting->next[i];
        while (*next < of_cell->count && of_cell->first[*next].block < block)
            ++*next;
        if (*next == of_cell->count || of_cell->first[*next].block != block)
            return false;
        const struct repetition_summary *summary = &of_cell->first[*next];
        fitting->x[i] = resident(fitting->results, summary->repetition);
        fitting->y[i] = repetition_once_ns(summary);
    }
    return true;
}

/* What the line has beside slope and intercept. */
static void describe(struct fitting *fitting, struct ballast_line *line)
{
    const struct results *results = fitting->results;
    double *values = fitting->index.values;
    line->huge_share = (double)NAN;
    for (size_t i = 0; i < line->count; i++) {
        const struct cell_repetitions *of_cell = &fitting->index.by_cell[line->cells[i]];
        double bytes = results->cells[line->cells[i]].ballast_bytes;
        for (size_t k = 0; k < of_cell->count; k++) {
            const struct repetition *repetition = of_cell->first[k].repetition;
            values[k] = resident(results, repetition);
            if (bytes > 0)
                line->huge_share = fmin(line->huge_share, repetition->ballast_huge_bytes / bytes);
        }
        line->resident[i] = estimate_median(values, of_cell->count, ESTIMATE_LEVEL).median;
    }
}

static int fit_line(struct fitting *fitting, struct ballast_line *line)
{
    const struct cell_repetitions *first = &fitting->index.by_cell[line->cells[0]];
    double *values = fitting->index.values;
    line->fits = calloc(first->count + 1, sizeof *line->fits);
    if (line->fits == NULL)
        return ENOMEM;
    memset(fitting->next, 0, line->count * sizeof *fitting->next);
    for (size_t i = 0; i < first->count; i++)
        if (take_block(fitting, line, first->first[i].block))
            fit(fitting, line, first->first[i].block);
    for (size_t i = 0; i < line->fit_count; i++)
        values[i] = line->fits[i].slope;
    line->slope = estimate_median(values, line->fit_count, ESTIMATE_LEVEL);
    for (size_t i = 0; i < line->fit_count; i++)
        values[i] = line->fits[i].intercept;
    line->intercept = estimate_median(values, line->fit_count, ESTIMATE_LEVEL);
    describe(fitting, line);
    return 0;
}

/* --- where lines cross ------------------------------------------------------------------------ */

/* Where the lines of a block cross. */
static double cross_at(const struct ballast_fit *loser, const struct ballast_fit *other)
{
    double ahead = other->intercept - loser->intercept;
    double steeper = loser->slope - other->slope;
    if (ahead <= 0)
        return 0;
    return steeper > 0 ? fmin(ahead / steeper, NEVER) : NEVER;
}

/* From which memory on `loser` costs more than `other`. */
static struct estimate cross(struct fitting *fitting, const struct ballast_line *loser,
                             const struct ballast_line *other)
{
    double *values = fitting->index.values;
    size_t count = 0;
    for (size_t i = 0, j = 0; i < loser->fit_count; i++) {
        while (j < other->fit_count && other->fits[j].block < loser->fits[i].block)
            j++;
        if (j < other->fit_count && other->fits[j].block == loser->fits[i].block)
            values[count++] = cross_at(&loser->fits[i], &other->fits[j]);
    }
    return estimate_median(values, count, ESTIMATE_LEVEL);
}

static int add(struct ballast_lines *lines, struct ballast_crossing crossing)
{
    struct ballast_crossing *all =
        realloc(lines->crossings, (lines->crossing_count + 1) * sizeof *all);
    if (all == NULL)
        return ENOMEM;
    lines->crossings = all;
    all[lines->crossing_count++] = crossing;
    return 0;
}

static int cross_all(struct fitting *fitting)
{
    struct ballast_lines *lines = fitting->lines;
    int error = 0;
    for (size_t i = 0; i < lines->count; i++)
        for (size_t j = 0; j < lines->count && error == 0; j++) {
            const struct ballast_line *loser = &lines->all[i];
            const struct ballast_line *other = &lines->all[j];
            if (!ballast_is_alike(loser, other) || loser->slope.median <= other->slope.median ||
                loser->intercept.median >= other->intercept.median)
                continue;
            struct estimate bytes = cross(fitting, loser, other);
            if (bytes.count > 0 && bytes.median <= loser->resident[loser->count - 1])
                error = add(lines, (struct ballast_crossing){ i, j, bytes });
        }
    return error;
}

/* --- all -------------------------------------------------------------------------------------- */

static size_t longest(const struct ballast_lines *lines)
{
    size_t most = 1;
    for (size_t i = 0; i < lines->count; i++)
        most = lines->all[i].count > most ? lines->all[i].count : most;
    return most;
}

int ballast_lines_fit(const struct results *results, struct ballast_lines *lines)
{
    *lines = (struct ballast_lines){ 0 };
    struct fitting fitting = { .results = results, .lines = lines };
    int error = ballast_lines_make(results, lines);
    if (error == 0)
        error = repetition_index_create(results, &fitting.index);
    size_t room = error == 0 ? longest(lines) : 0;
    if (error == 0) {
        fitting.x = calloc(room, sizeof *fitting.x);
        fitting.y = calloc(room, sizeof *fitting.y);
        fitting.next = calloc(room, sizeof *fitting.next);
        fitting.slopes = calloc(room * room, sizeof *fitting.slopes);
        if (fitting.x == NULL || fitting.y == NULL || fitting.next == NULL ||
            fitting.slopes == NULL)
            error = ENOMEM;
    }
    for (size_t i = 0; i < lines->count && error == 0; i++)
        error = fit_line(&fitting, &lines->all[i]);
    if (error == 0)
        error = cross_all(&fitting);
    free(fitting.x);
    free(fitting.y);
    free(fitting.next);
    free(fitting.slopes);
    repetition_index_release(&fitting.index);
    if (error != 0)
        ballast_lines_release(lines);
    return error;
}
