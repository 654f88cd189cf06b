/* SPDX-License-Identifier: MIT */
/* How often the 95 % intervals cover the true value, over made-up blocks whose true value is known.
 *
 * A block has a time of the base, one of the new build and one of serial, each the product of its true time, of noise of
 * its own (log-normal, 2 %), and of what disturbs the block. Prints a line for each method, kind and number of blocks, in
 * the columns of docs/verdicts.tsv. The seed is fixed.
 */
#include "analyse/estimate.h"
#include "analyse/shift.h"
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCKS_MAX 50
#define TRUTH      0.05 /* log ratio of new to base */

enum { BASE, NEW, SERIAL, CELLS };

struct kind {
    const char *name;
    double memory;  /* of the drift: its correlation from block to block */
    double drift;   /* its standard deviation, shared by all cells of a block */
    double persist; /* probability that a spell of outliers, or of none, goes on */
    double hit;     /* probability that an outlier hits a cell in a spell */
};

static const struct kind kinds[] = {
    { .name = "independent" },
    { .name = "autocorrelated", .memory = 0.9, .drift = 0.1 },
    { .name = "outliers", .persist = 0.8, .hit = 0.5 },
    { .name = "both", .memory = 0.9, .drift = 0.1, .persist = 0.8, .hit = 0.5 },
};

struct tally {
    unsigned median;    /* of the ratios */
    unsigned paired;    /* Hodges and Lehmann's, one run */
    unsigned separate;  /* the same, two runs */
    unsigned unrelated; /* median of the times of one cell, not divided by anything */
};

struct blocks {
    double logs[CELLS][BLOCKS_MAX];
};

static void make(gsl_rng *random, const struct kind *kind, size_t count, struct blocks *blocks)
{
    static const double truth[CELLS] = { [NEW] = TRUTH, [SERIAL] = 0.7 };
    double drift = gsl_ran_gaussian(random, kind->drift);
    int in_spell = gsl_rng_uniform(random) < 0.5;
    for (size_t block = 0; block < count; block++) {
        for (int cell = 0; cell < CELLS; cell++) {
            double value = truth[cell] + drift + gsl_ran_gaussian(random, 0.02);
            if (in_spell && gsl_rng_uniform(random) < kind->hit)
                value += gsl_ran_exponential(random, 0.3);
            blocks->logs[cell][block] = value;
        }
        drift = kind->memory * drift +
                gsl_ran_gaussian(random, kind->drift * sqrt(1 - kind->memory * kind->memory));
        if (gsl_rng_uniform(random) >= kind->persist)
            in_spell = !in_spell;
    }
}

static void divide(const struct blocks *blocks, int over, int under, size_t count, double *logs)
{
    for (size_t i = 0; i < count; i++)
        logs[i] = blocks->logs[over][i] - blocks->logs[under][i];
}

static unsigned covers(double low, double high, double truth)
{
    return low <= truth && truth <= high;
}

static void try(gsl_rng *random, const struct kind *kind, size_t count, struct tally *tally)
{
    struct blocks one;
    struct blocks other;
    double new[BLOCKS_MAX];
    double base[BLOCKS_MAX];
    make(random, kind, count, &one);
    make(random, kind, count, &other);
    divide(&one, NEW, BASE, count, new);
    struct estimate median = estimate_median(new, count, ESTIMATE_LEVEL);
    struct shift paired = shift_paired(new, count, ESTIMATE_LEVEL);
    divide(&one, BASE, SERIAL, count, base);
    divide(&other, NEW, SERIAL, count, new);
    struct shift separate = shift_separate(new, count, base, count, ESTIMATE_LEVEL);
    struct estimate unrelated = estimate_median(one.logs[BASE], count, ESTIMATE_LEVEL);
    tally->median += covers(median.low, median.high, TRUTH);
    tally->paired += covers(paired.low, paired.high, TRUTH);
    tally->separate += covers(separate.low, separate.high, TRUTH);
    tally->unrelated += covers(unrelated.low, unrelated.high, 0);
}

static void report(const struct kind *kind, size_t count, unsigned trials, gsl_rng *random)
{
    struct tally tally = { 0 };
    for (unsigned i = 0; i < trials; i++)
        try(random, kind, count, &tally);
    const struct {
        const char *method;
        unsigned covered;
    } rows[] = { { "median", tally.median },
                 { "paired", tally.paired },
                 { "separate", tally.separate },
                 { "one cell", tally.unrelated } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        /* An outlier moves the median of a single cell: it has no true value to cover. */
        if (i < 3 || kind->hit <= 0)
            printf("coverage\t%s\t%s\t%zu blocks\tforkscale\tcovered\t%u\t%u\n", kind->name,
                   rows[i].method, count, rows[i].covered, trials);
}

int main(int argc, char **argv)
{
    static const size_t counts[] = { 15, 20, 30, 50 };
    unsigned trials = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (random == NULL)
        return 3;
    gsl_rng_set(random, 2014);
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            report(&kinds[kind], counts[i], trials, random);
    gsl_rng_free(random);
    return fflush(stdout) == 0 ? 0 : 3;
}
