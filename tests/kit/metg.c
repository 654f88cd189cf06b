/* SPDX-License-Identifier: MIT */
/* METG(50 %) of curves whose crossing is known. */
#include "analyse/metg.h"
#include "check.h"
#include <math.h>
#include <string.h>

#define POINTS 6

/* Efficiencies in per cent at grains of 1, 10, 100 … ns; each end of the interval is so much off. */
static struct metg_estimate of(const int *percents, size_t count, int off)
{
    struct metg_point points[POINTS];
    for (size_t i = 0; i < count; i++)
        points[i] = (struct metg_point){
            .grain_ns = pow(10, (double)i),
            .efficiency = { percents[i] / 100., (percents[i] - off) / 100.,
                            (percents[i] + off) / 100., 10, true },
        };
    return metg_estimate(points, count);
}

static void check(struct metg metg, enum metg_side side, double ns)
{
    CHECK(metg.side == side && fabs(metg.ns / ns - 1) < 1e-12, "%d %g, not %d %g", (int)metg.side,
          metg.ns, (int)side, ns);
}

static void crossings(void)
{
    struct metg_estimate metg;
    /* Half-way between 40 and 60 is half-way in the logarithm, not in the grain. */
    metg = of((const int[]){ 10, 40, 60, 90 }, 4, 0);
    check(metg.median, METG_WITHIN, 10 * sqrt(10));
    metg = of((const int[]){ 10, 20, 60, 90 }, 4, 0);
    check(metg.median, METG_WITHIN, 10 * pow(10, 0.75));
    /* A point on the line is efficient. */
    metg = of((const int[]){ 10, 50, 60, 90 }, 4, 0);
    check(metg.median, METG_WITHIN, 10);
    metg = of((const int[]){ 50, 60 }, 2, 0);
    check(metg.median, METG_BELOW, 1);
    metg = of((const int[]){ 10, 49 }, 2, 0);
    check(metg.median, METG_ABOVE, 10);
    metg = of((const int[]){ 10, 50 }, 2, 0);
    check(metg.median, METG_WITHIN, 10);
    metg = of((const int[]){ 100 }, 1, 0);
    check(metg.median, METG_BELOW, 1);
    metg = of((const int[]){ 0 }, 1, 0);
    check(metg.median, METG_ABOVE, 1);
}

/* Efficiency rises with the grain: points that fall are averaged, and none moves the crossing to its
 * grain. */
static void falling(void)
{
    struct metg_estimate metg;
    metg = of((const int[]){ 10, 90, 30, 70, 90 }, 5, 0);
    check(metg.median, METG_WITHIN, pow(10, 0.4 / 0.5));
    metg = of((const int[]){ 10, 90, 80, 40 }, 4, 0);
    check(metg.median, METG_WITHIN, pow(10, 0.4 / 0.6));
    metg = of((const int[]){ 90, 40, 10 }, 3, 0);
    check(metg.median, METG_ABOVE, 100);
    metg = of((const int[]){ 90, 60, 30 }, 3, 0);
    check(metg.median, METG_BELOW, 1);
}

static void intervals(void)
{
    struct metg_estimate metg;
    metg = of((const int[]){ 10, 40, 60, 90 }, 4, 10);
    check(metg.median, METG_WITHIN, 10 * sqrt(10));
    check(metg.low, METG_WITHIN, 10);
    check(metg.high, METG_WITHIN, 100);
    CHECK(metg.has_interval, "all points have one");
    metg = of((const int[]){ 40, 60, 70 }, 3, 10);
    check(metg.low, METG_BELOW, 1);
    metg = of((const int[]){ 20, 40, 55 }, 3, 10);
    check(metg.median, METG_WITHIN, 10 * pow(10, 2. / 3));
    check(metg.high, METG_ABOVE, 100);
    struct metg_point points[] = {
        { 1, { 0.2, 0.2, 0.2, 10, true } },
        { 10, { 0.8, 0.8, 0.8, 3, false } },
    };
    CHECK(!metg_estimate(points, 2).has_interval, "one point has a mere range");
}

/* A pool that spends `overhead` on each item, has an efficiency of grain / (grain + overhead) with
 * half of it at grain = overhead. What the line between two grains of 1, 2, 5, 10 … does to that is
 * less than five per cent. */
static void overheads(void)
{
    for (double overhead = 130; overhead < 4e6; overhead *= 1.07) {
        static const double digits[] = { 1, 2, 5 };
        struct metg_point points[18];
        for (size_t i = 0; i < 18; i++) {
            double grain = 100 * digits[i % 3] * pow(10, (double)(i / 3));
            double efficiency = grain / (grain + overhead);
            points[i] =
                (struct metg_point){ grain, { efficiency, efficiency, efficiency, 10, true } };
        }
        struct metg metg = metg_estimate(points, 18).median;
        CHECK(metg.side == METG_WITHIN && fabs(metg.ns / overhead - 1) < 0.05, "%g for %g", metg.ns,
              overhead);
    }
}

int main(void)
{
    crossings();
    falling();
    intervals();
    overheads();
    return check_end();
}
