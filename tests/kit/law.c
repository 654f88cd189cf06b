/* SPDX-License-Identifier: MIT */
/* Laws of scaling: golden fits, and synthetic curves recovered as often as the intervals say. */
#include "analyse/law.h"
#include "analyse/scaling.h"
#include "check.h"
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define POINTS       8
#define BLOCKS       10
#define CURVES       60

static void check_near(const char *what, double value, double golden, double most)
{
    CHECK(fabs(value - golden) <= most, "%s: %.8g, not %.8g", what, value, golden);
}

static struct law_fit fit(enum law law, const double *workers, const double *values, size_t count)
{
    struct law_point points[POINTS];
    struct law_fit fit = { 0 };
    for (size_t i = 0; i < count; i++)
        points[i] = (struct law_point){ workers[i], values[i], 1 };
    CHECK(law_fit(law, points, count, &fit) == 0, "it converges");
    return fit;
}

/* Gunther's example, and SPEC SDM91 as the R package usl fits it: to 4 digits. */
static void golden(void)
{
    static const double load[] = { 1, 2, 4, 6, 8, 10 };
    static const double rate[] = { 1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557 };
    struct law_fit found = fit(LAW_USL, load, rate, COUNT(load));
    check_near("rate", found.rate, 1, 5e-5);
    check_near("contention", found.contention, 0.02, 5e-5);
    check_near("coherence", found.coherence, 0.02, 5e-5);
    check_near("peak", law_peak(&found), 7, 5e-3);
    static const double users[] = { 1, 18, 36, 72, 108, 144, 216 };
    static const double scripts[] = { 64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2 };
    found = fit(LAW_USL, users, scripts, COUNT(users));
    check_near("rate", found.rate, 90.0, 5e-2);
    check_near("contention", found.contention, 0.02773, 5e-6);
    check_near("coherence", found.coherence, 1.044e-4, 5e-8);
    check_near("peak", law_peak(&found), 96.5, 5e-2);
}

static void exact(void)
{
    static const double workers[] = { 1, 2, 4, 8, 16, 32 };
    double values[POINTS];
    for (size_t i = 0; i < COUNT(workers); i++)
        values[i] = 3 / (0.1 + 0.9 / workers[i]);
    struct law_fit found = fit(LAW_AMDAHL, workers, values, COUNT(workers));
    check_near("Amdahl's rate", found.rate, 3, 1e-6);
    check_near("Amdahl's serial share", found.contention, 0.1, 1e-6);
    CHECK(found.coherence == 0, "Amdahl's law has none");
    check_near("its value", law_value(&found, 8), 3 / (0.1 + 0.9 / 8), 1e-5);
    /* Better than linear: no parameter is negative, and there is no peak. */
    for (size_t i = 0; i < COUNT(workers); i++)
        values[i] = pow(workers[i], 1.05);
    found = fit(LAW_USL, workers, values, COUNT(workers));
    CHECK(found.contention == 0 && found.coherence == 0, "%g %g", found.contention,
          found.coherence);
    CHECK(isinf(law_peak(&found)), "no peak");
    /* A point that is known ten times better pulls more. */
    struct law_point points[] = { { 1, 1, 1 }, { 2, 1.5, 0.1 }, { 2, 1.9, 1 } };
    CHECK(law_fit(LAW_AMDAHL, points, 3, &found) == 0 && law_value(&found, 2) < 1.51, "%g",
          law_value(&found, 2));
}

/* How often the interval holds the truth, of curves with a noise of 3 %. */
static void coverage(void)
{
    static const unsigned workers[POINTS] = { 1, 2, 4, 8, 12, 16, 24, 32 };
    static const struct law_fit truth = { 1, 0.02, 0.001 };
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    unsigned held[4] = { 0 };
    for (unsigned curve = 0; curve < CURVES; curve++) {
        struct throughput_row rows[POINTS * BLOCKS];
        for (unsigned i = 0; i < POINTS * BLOCKS; i++) {
            double value = law_value(&truth, workers[i / BLOCKS]);
            rows[i] = (struct throughput_row){ "", workers[i / BLOCKS], i % BLOCKS,
                                               value * exp(gsl_ran_gaussian(random, 0.03)) };
        }
        struct scaling scaling;
        CHECK(scaling_of_throughput(&(struct throughput){ rows, COUNT(rows) }, &scaling) == 0 &&
                  scaling.count == 1 && scaling.all[0].law[LAW_USL].has_interval,
              "it has a law with an interval");
        const struct scaling_law *usl = &scaling.all[0].law[LAW_USL];
        const struct scaling_range *peak = &scaling.all[0].peak_range;
        held[0] += usl->rate.low <= truth.rate && truth.rate <= usl->rate.high;
        held[1] +=
            usl->contention.low <= truth.contention && truth.contention <= usl->contention.high;
        held[2] += usl->coherence.low <= truth.coherence && truth.coherence <= usl->coherence.high;
        held[3] += scaling.all[0].peak == SCALING_PEAK && peak->low <= law_peak(&truth) &&
                   law_peak(&truth) <= peak->high;
        scaling_release(&scaling);
    }
    gsl_rng_free(random);
    /* 95 % of 60 are 57; fewer than 52 are less likely than 1 in 100. */
    for (size_t i = 0; i < COUNT(held); i++)
        CHECK(held[i] >= 52, "%u of %d intervals hold parameter %zu", held[i], CURVES, i);
    CHECK(held[0] + held[1] + held[2] + held[3] < 4 * CURVES, "no interval misses");
}

int main(void)
{
    gsl_set_error_handler_off();
    golden();
    exact();
    coverage();
    return check_end();
}
