/* SPDX-License-Identifier: MIT */
/* The laws of a curve, with their intervals. */
#include "analyse/scaling_laws.h"
#include "analyse/scaling_cells.h"
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

static const size_t points_least[LAWS] = {
    [LAW_AMDAHL] = LAW_AMDAHL_POINTS, [LAW_USL] = LAW_USL_POINTS
};

/* A half of the 95 % interval of a median is two of its standard errors. */
#define SIGMAS_OF_INTERVAL 4
#define SIGMA_LEAST        1e-3 /* of the value: no median is known better */

struct bootstrap {
    struct law_point *points; /* those that are fitted */
    double *values;           /* of each of them, a value for each block: row by row … */
    size_t count;
    size_t blocks;
    double *drawn; /* scratch: a value for each block */
    gsl_rng *random;
    double *fits[4]; /* γ, α, β and the peak of each draw, by law_fit's order */
    size_t fit_count;
};

/* --- points ----------------------------------------------------------------------------------- */

/* The weights follow from the intervals; where one is missing, all points weigh the same. */
static void take_points(const struct scaling_curve *curve, struct law_point *points)
{
    bool has_intervals = true;
    size_t count = 0;
    for (size_t i = 0; i < curve->count; i++)
        has_intervals &= !curve->points[i].is_fitted || curve->points[i].value.has_interval;
    for (size_t i = 0; i < curve->count; i++) {
        const struct estimate *value = &curve->points[i].value;
        if (!curve->points[i].is_fitted)
            continue;
        double sigma = (value->high - value->low) / SIGMAS_OF_INTERVAL;
        points[count++] = (struct law_point){
            .workers = curve->points[i].workers,
            .value = value->median,
            .sigma = has_intervals ? fmax(sigma, SIGMA_LEAST * value->median) : 1,
        };
    }
}

/* Whether each fitted point has the block; then its values go to the column `at`. */
static bool take_block(const struct scaling_curve *curve, struct bootstrap *boot, unsigned block,
                       size_t stride)
{
    size_t row = 0;
    for (size_t i = 0; i < curve->count; i++) {
        if (!curve->points[i].is_fitted)
            continue;
        const struct scaling_sample *sample = scaling_sample_of(&curve->points[i], block);
        if (sample == NULL)
            return false;
        boot->values[row++ * stride + boot->blocks] = sample->value;
    }
    return true;
}

/* --- the bootstrap ---------------------------------------------------------------------------- */

static void release(struct bootstrap *boot)
{
    free(boot->points);
    free(boot->values);
    free(boot->drawn);
    for (size_t i = 0; i < 4; i++)
        free(boot->fits[i]);
    if (boot->random != NULL)
        gsl_rng_free(boot->random);
}

static int prepare(const struct scaling_curve *curve, struct bootstrap *boot)
{
    const struct scaling_point *first = curve->points;
    while (first < curve->points + curve->count && !first->is_fitted)
        first++;
    size_t stride = curve->fitted > 0 ? first->sample_count : 0;
    *boot = (struct bootstrap){
        .points = calloc(curve->fitted + 1, sizeof *boot->points),
        .values = calloc(curve->fitted * stride + 1, sizeof *boot->values),
        .drawn = calloc(stride + 1, sizeof *boot->drawn),
        .count = curve->fitted,
        .random = gsl_rng_alloc(gsl_rng_mt19937), /* seeded by GSL, always alike */
    };
    bool is_whole =
        boot->points != NULL && boot->values != NULL && boot->drawn != NULL && boot->random != NULL;
    for (size_t i = 0; i < 4; i++) {
        boot->fits[i] = calloc(SCALING_DRAWS, sizeof *boot->fits[i]);
        is_whole &= boot->fits[i] != NULL;
    }
    if (!is_whole)
        return ENOMEM;
    take_points(curve, boot->points);
    for (size_t i = 0; i < stride; i++)
        boot->blocks += take_block(curve, boot, first->samples[i].block, stride) ? 1 : 0;
    /* Rows lie as far apart as there are blocks. */
    for (size_t row = 1; row < boot->count; row++)
        for (size_t i = 0; i < boot->blocks; i++)
            boot->values[row * boot->blocks + i] = boot->values[row * stride + i];
    return 0;
}

/* Draws as many blocks, with replacement, and sets each point to its median over them. */
static void draw(struct bootstrap *boot, struct law_point *points, size_t *blocks)
{
    for (size_t i = 0; i < boot->blocks; i++)
        blocks[i] = gsl_rng_uniform_int(boot->random, boot->blocks);
    for (size_t row = 0; row < boot->count; row++) {
        for (size_t i = 0; i < boot->blocks; i++)
            boot->drawn[i] = boot->values[row * boot->blocks + blocks[i]];
        points[row] = boot->points[row];
        points[row].value = gsl_stats_median(boot->drawn, 1, boot->blocks);
    }
}

static int draw_all(enum law law, struct bootstrap *boot)
{
    struct law_point *points = calloc(boot->count, sizeof *points);
    size_t *blocks = calloc(boot->blocks, sizeof *blocks);
    int error = points == NULL || blocks == NULL ? ENOMEM : 0;
    gsl_rng_set(boot->random, 0);
    boot->fit_count = 0;
    for (size_t i = 0; i < SCALING_DRAWS && error == 0; i++) {
        struct law_fit fit;
        draw(boot, points, blocks);
        int lost = law_fit(law, points, boot->count, &fit);
        if (lost == ENOMEM)
            error = ENOMEM;
        if (lost != 0)
            continue;
        boot->fits[0][boot->fit_count] = fit.rate;
        boot->fits[1][boot->fit_count] = fit.contention;
        boot->fits[2][boot->fit_count] = fit.coherence;
        boot->fits[3][boot->fit_count++] = law_peak(&fit);
    }
    free(points);
    free(blocks);
    return error;
}

/* The middle 95 %, and more of them where blocks are few: a bootstrap of n values varies by
 * √((n − 1) / n) too little, and its tails are those of a normal distribution instead of Student's. */
static struct scaling_range middle(const struct bootstrap *boot, double *values)
{
    double blocks = (double)boot->blocks;
    double beyond = gsl_cdf_tdist_Pinv(ESTIMATE_LEVEL / 2, blocks - 1);
    double level = gsl_cdf_ugaussian_P(sqrt(blocks / (blocks - 1)) * beyond);
    gsl_sort(values, 1, boot->fit_count);
    /* By order, because a peak may be infinite. */
    size_t tail = (size_t)(level * (double)boot->fit_count);
    return (struct scaling_range){ values[tail], values[boot->fit_count - 1 - tail] };
}

static struct scaling_range range(struct bootstrap *boot, size_t parameter)
{
    return middle(boot, boot->fits[parameter]);
}

/* --- laws ------------------------------------------------------------------------------------- */

static void find_misfit(struct scaling_law *law, const struct bootstrap *boot)
{
    for (size_t i = 0; i < boot->count; i++) {
        const struct law_point *point = &boot->points[i];
        double off = fabs(law_value(&law->fit, point->workers) / point->value - 1);
        if (i > 0 && off <= law->misfit)
            continue;
        law->misfit = off;
        law->misfit_workers = (unsigned)point->workers;
    }
}

/* Must come before the draws are sorted, parameter by parameter. */
static int find_band(struct scaling_law *law, const struct bootstrap *boot, bool has_draws)
{
    double first = boot->points[0].workers;
    double step = (boot->points[boot->count - 1].workers - first) / (SCALING_BAND - 1);
    double *values = calloc(SCALING_DRAWS, sizeof *values);
    law->band = calloc(SCALING_BAND, sizeof *law->band);
    for (size_t i = 0; i < SCALING_BAND && values != NULL && law->band != NULL; i++) {
        struct scaling_band *band = &law->band[i];
        band->workers = first + (double)i * step;
        band->value = law_value(&law->fit, band->workers);
        band->range = (struct scaling_range){ band->value, band->value };
        for (size_t draw = 0; draw < boot->fit_count && has_draws; draw++)
            values[draw] = law_value(
                &(struct law_fit){ boot->fits[0][draw], boot->fits[1][draw], boot->fits[2][draw] },
                band->workers);
        if (has_draws)
            band->range = middle(boot, values);
    }
    free(values);
    return values != NULL && law->band != NULL ? 0 : ENOMEM;
}

static int fit_law(struct scaling_curve *curve, enum law law, struct bootstrap *boot)
{
    struct scaling_law *fitted = &curve->law[law];
    fitted->refusal = SCALING_FEW_POINTS;
    if (curve->fitted < points_least[law])
        return 0;
    int error = law_fit(law, boot->points, boot->count, &fitted->fit);
    fitted->refusal = error == 0 ? SCALING_FITTED : SCALING_DIVERGES;
    if (error != 0)
        return error == ENOMEM ? ENOMEM : 0;
    find_misfit(fitted, boot);
    bool has_blocks = boot->blocks >= SCALING_BLOCKS_MIN;
    if (has_blocks)
        error = draw_all(law, boot);
    fitted->has_interval = has_blocks && boot->fit_count >= SCALING_DRAWS / 2;
    if (error == 0)
        error = find_band(fitted, boot, fitted->has_interval);
    if (error != 0 || !fitted->has_interval)
        return error;
    fitted->rate = range(boot, 0);
    fitted->contention = range(boot, 1);
    fitted->coherence = range(boot, 2);
    return 0;
}

static void find_peak(struct scaling_curve *curve, struct bootstrap *boot)
{
    const struct scaling_law *usl = &curve->law[LAW_USL];
    if (usl->refusal != SCALING_FITTED) {
        curve->peak = SCALING_PEAK_NO_LAW;
    } else if (!usl->has_interval) {
        curve->peak = SCALING_PEAK_NO_INTERVAL;
    } else if (usl->coherence.low <= 0) {
        curve->peak = SCALING_PEAK_NONE;
    } else {
        curve->peak = SCALING_PEAK;
        curve->peak_workers = law_peak(&usl->fit);
        curve->peak_range = range(boot, 3);
    }
}

int scaling_fit(struct scaling_curve *curve)
{
    struct bootstrap boot;
    int error = prepare(curve, &boot);
    /* The peak is of the draws of the second law. */
    if (error == 0)
        error = fit_law(curve, LAW_AMDAHL, &boot);
    if (error == 0)
        error = fit_law(curve, LAW_USL, &boot);
    if (error == 0)
        find_peak(curve, &boot);
    release(&boot);
    return error;
}
