/* SPDX-License-Identifier: MIT */
/* Laws of scaling: the fit is GSL's. */
#include "analyse/law.h"
#include <errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdbool.h>

enum { RATE, CONTENTION, COHERENCE, PARAMETERS };

#define ITERATIONS_MAX 200
#define TOLERANCE      1e-10

/* What is fitted: the parameters that are free, in their order; the others are 0. */
struct fitting {
    const struct law_point *points;
    size_t count;
    size_t free[PARAMETERS];
    size_t free_count;
};

static double divisor(const double parameters[static PARAMETERS], double workers)
{
    return 1 + (workers - 1) * (parameters[CONTENTION] + parameters[COHERENCE] * workers);
}

double law_value(const struct law_fit *fit, double workers)
{
    const double parameters[] = { fit->rate, fit->contention, fit->coherence };
    return fit->rate * workers / divisor(parameters, workers);
}

double law_peak(const struct law_fit *fit)
{
    return sqrt(fmax(1 - fit->contention, 0) / fit->coherence);
}

static void take(const struct fitting *fitting, const gsl_vector *x,
                 double parameters[static PARAMETERS])
{
    for (size_t i = 0; i < PARAMETERS; i++)
        parameters[i] = 0;
    for (size_t i = 0; i < fitting->free_count; i++)
        parameters[fitting->free[i]] = gsl_vector_get(x, i);
}

/* Residuals over their standard errors. */
static int residuals(const gsl_vector *x, void *data, gsl_vector *f)
{
    const struct fitting *fitting = data;
    double parameters[PARAMETERS];
    take(fitting, x, parameters);
    for (size_t i = 0; i < fitting->count; i++) {
        const struct law_point *point = &fitting->points[i];
        double value = parameters[RATE] * point->workers / divisor(parameters, point->workers);
        gsl_vector_set(f, i, (value - point->value) / point->sigma);
    }
    return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *x, void *data, gsl_matrix *j)
{
    const struct fitting *fitting = data;
    double parameters[PARAMETERS];
    take(fitting, x, parameters);
    for (size_t i = 0; i < fitting->count; i++) {
        const struct law_point *point = &fitting->points[i];
        double workers = point->workers;
        double below = divisor(parameters, workers);
        double slope = -parameters[RATE] * workers * (workers - 1) / (below * below);
        const double by[] = { workers / below, slope, slope * workers };
        for (size_t k = 0; k < fitting->free_count; k++)
            gsl_matrix_set(j, i, k, by[fitting->free[k]] / point->sigma);
    }
    return GSL_SUCCESS;
}

/* Fits the free parameters, beginning at these. */
static int minimise(struct fitting *fitting, double parameters[static PARAMETERS])
{
    gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *work = gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust, &options, fitting->count, fitting->free_count);
    gsl_vector *start = gsl_vector_alloc(fitting->free_count);
    gsl_multifit_nlinear_fdf function = { .f = residuals,
                                          .df = jacobian,
                                          .n = fitting->count,
                                          .p = fitting->free_count,
                                          .params = fitting };
    int error = work == NULL || start == NULL ? ENOMEM : 0;
    for (size_t i = 0; i < fitting->free_count && error == 0; i++)
        gsl_vector_set(start, i, parameters[fitting->free[i]]);
    if (error == 0) {
        int info;
        gsl_multifit_nlinear_init(start, &function, work);
        int status = gsl_multifit_nlinear_driver(ITERATIONS_MAX, TOLERANCE, TOLERANCE, 0, NULL,
                                                 NULL, &info, work);
        take(fitting, gsl_multifit_nlinear_position(work), parameters);
        /* No further progress is as good: the step before was the last. */
        if (status != GSL_SUCCESS && status != GSL_ENOPROG)
            error = EDOM;
    }
    gsl_vector_free(start);
    gsl_multifit_nlinear_free(work);
    return error;
}

int law_fit(enum law law, const struct law_point *points, size_t count, struct law_fit *fit)
{
    struct fitting fitting = { .points = points, .count = count };
    bool is_free[] = { true, true, law == LAW_USL };
    double parameters[] = { points[0].value / points[0].workers, 0.01, 0.0001 };
    /* Where a parameter would be negative, the best fit that is allowed has it at 0. */
    for (;;) {
        fitting.free_count = 0;
        for (size_t i = 0; i < PARAMETERS; i++)
            if (is_free[i])
                fitting.free[fitting.free_count++] = i;
        int error = minimise(&fitting, parameters);
        if (error != 0)
            return error;
        size_t negative = parameters[COHERENCE] < 0 ? COHERENCE : CONTENTION;
        if (!(parameters[negative] < 0))
            break;
        is_free[negative] = false;
        parameters[CONTENTION] = fmax(parameters[CONTENTION], 0);
    }
    bool is_sound = isfinite(parameters[RATE]) && isfinite(parameters[CONTENTION]) &&
                    isfinite(parameters[COHERENCE]);
    *fit = (struct law_fit){ parameters[RATE], parameters[CONTENTION], parameters[COHERENCE] };
    return is_sound ? 0 : EDOM;
}
