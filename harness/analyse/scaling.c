/* SPDX-License-Identifier: MIT */
/* How throughput grows with workers. */
#include "analyse/scaling.h"
#include "analyse/scaling_cells.h"
#include "analyse/scaling_laws.h"
#include <errno.h>
#include <stdlib.h>

/* What one block says of a point; 0: nothing. */
typedef double block_figure(const struct scaling_curve *curve, const struct scaling_point *point,
                            const struct scaling_sample *sample);

/* --- figures ---------------------------------------------------------------------------------- */

static double value(const struct scaling_curve *curve, const struct scaling_point *point,
                    const struct scaling_sample *sample)
{
    (void)curve, (void)point;
    return sample->value;
}

/* Over the same pool with one worker. */
static double relative(const struct scaling_curve *curve, const struct scaling_point *point,
                       const struct scaling_sample *sample)
{
    (void)point;
    const struct scaling_point *one = &curve->points[0];
    const struct scaling_sample *alone =
        one->workers == 1 ? scaling_sample_of(one, sample->block) : NULL;
    return alone != NULL ? sample->value / alone->value : 0;
}

static double speedup(const struct scaling_curve *curve, const struct scaling_point *point,
                      const struct scaling_sample *sample)
{
    return curve->has_serial ? sample->value : relative(curve, point, sample);
}

static double efficiency(const struct scaling_curve *curve, const struct scaling_point *point,
                         const struct scaling_sample *sample)
{
    return speedup(curve, point, sample) / point->workers;
}

/* e = (1/S − 1/P) / (1 − 1/P); of one worker there is none. A speedup above P makes it negative. S is
 * over the same pool with one worker, if that was measured: what each item costs more than serial is no
 * serial part. */
static bool serial_share(const struct scaling_curve *curve, const struct scaling_point *point,
                         const struct scaling_sample *sample, double *share)
{
    double over_one = relative(curve, point, sample);
    double gained = over_one > 0 ? over_one : speedup(curve, point, sample);
    double workers = point->workers;
    if (point->workers < 2 || gained <= 0)
        return false;
    *share = (1 / gained - 1 / workers) / (1 - 1 / workers);
    return true;
}

static struct estimate estimate(const struct scaling_curve *curve,
                                const struct scaling_point *point, block_figure *figure,
                                double *values)
{
    size_t count = 0;
    for (size_t i = 0; i < point->sample_count; i++) {
        double found = figure(curve, point, &point->samples[i]);
        if (found > 0)
            values[count++] = found;
    }
    return estimate_median(values, count, ESTIMATE_LEVEL);
}

static void describe_point(struct scaling_curve *curve, struct scaling_point *point, double *values)
{
    size_t count = 0;
    point->value = estimate(curve, point, value, values);
    point->relative = estimate(curve, point, relative, values);
    point->efficiency = estimate(curve, point, efficiency, values);
    for (size_t i = 0; i < point->sample_count; i++)
        count += serial_share(curve, point, &point->samples[i], &values[count]) ? 1 : 0;
    point->serial = estimate_median(values, count, ESTIMATE_LEVEL);
    curve->fitted += point->is_fitted ? 1 : 0;
}

/* --- what the serial share does --------------------------------------------------------------- */

/* The first point of two workers and more, or with `last` the last, that is fitted. */
static const struct scaling_point *end_of(const struct scaling_curve *curve, bool is_last)
{
    const struct scaling_point *found = NULL;
    for (size_t i = 0; i < curve->count; i++) {
        const struct scaling_point *point = &curve->points[i];
        if (point->is_fitted && point->workers > 1 && (found == NULL || is_last))
            found = point;
    }
    return found;
}

static void find_trend(struct scaling_curve *curve, double *values)
{
    const struct scaling_point *first = end_of(curve, false);
    const struct scaling_point *last = end_of(curve, true);
    size_t count = 0;
    curve->trend = TREND_UNKNOWN;
    if (first == NULL || first == last)
        return;
    for (size_t i = 0; i < last->sample_count; i++) {
        const struct scaling_sample *sample = scaling_sample_of(first, last->samples[i].block);
        double before;
        double after;
        if (sample != NULL && serial_share(curve, first, sample, &before) &&
            serial_share(curve, last, &last->samples[i], &after))
            values[count++] = after - before;
    }
    curve->rise = estimate_median(values, count, ESTIMATE_LEVEL);
    if (curve->rise.has_interval)
        curve->trend = last->serial.low <= 0  ? TREND_NONE
                       : curve->rise.low > 0  ? TREND_RISES
                       : curve->rise.high < 0 ? TREND_FALLS
                                              : TREND_LEVEL;
}

/* --- curves ----------------------------------------------------------------------------------- */

static int describe_curve(struct scaling_curve *curve)
{
    size_t most = 0;
    for (size_t i = 0; i < curve->count; i++)
        most = curve->points[i].sample_count > most ? curve->points[i].sample_count : most;
    double *values = calloc(most + 1, sizeof *values);
    if (values == NULL)
        return ENOMEM;
    for (size_t i = 0; i < curve->count; i++)
        describe_point(curve, &curve->points[i], values);
    find_trend(curve, values);
    free(values);
    return scaling_fit(curve);
}

static int describe(struct scaling *scaling, int error)
{
    for (size_t i = 0; i < scaling->count && error == 0; i++)
        error = describe_curve(&scaling->all[i]);
    if (error != 0)
        scaling_release(scaling);
    return error;
}

int scaling_of_results(const struct results *results, struct scaling *scaling)
{
    return describe(scaling, scaling_collect_results(results, scaling));
}

int scaling_of_throughput(const struct throughput *throughput, struct scaling *scaling)
{
    return describe(scaling, scaling_collect_throughput(throughput, scaling));
}
