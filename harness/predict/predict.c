/* SPDX-License-Identifier: MIT */
/* The time of a run with any number of workers. */
#include "predict/predict.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>

static double known(double given, double calibrated)
{
    return given > 0 ? given : calibrated;
}

static int simulate_workers(const struct calibration *calibration,
                            const struct schedule_options *options, unsigned workers,
                            double *run_ns, struct error *error)
{
    struct schedule_options asked = *options;
    struct schedule schedule;
    asked.items = calibration->items;
    asked.workers = workers;
    asked.profile = (struct profile){
        .mean_ns = known(options->profile.mean_ns, calibration->profile.mean_ns),
        .sigma_ns = known(options->profile.sigma_ns, calibration->profile.sigma_ns),
        .claim_ns = known(options->profile.claim_ns, calibration->profile.claim_ns),
    };
    int code = schedule_open(&schedule, &asked, error);
    if (code != 0)
        return code;
    const struct model model = calibration_model(calibration, workers);
    code = simulate(&model, &schedule, run_ns);
    schedule_close(&schedule);
    return code == 0 ? 0 : error_set_errno(error, code, "the simulation");
}

/* The median of `run_ns` times measured over simulated in each block of `run`. */
static int estimate(const struct trace_run *run, double simulated_ns, double run_ns,
                    struct estimate *estimate)
{
    double *blocks_ns = calloc(run->blocks + 1, sizeof *blocks_ns);
    if (blocks_ns == NULL)
        return ENOMEM;
    for (size_t i = 0; i < run->blocks; i++)
        blocks_ns[i] = run_ns * run->plain_ns[i] / fmax(simulated_ns, 1);
    *estimate = estimate_median(blocks_ns, run->blocks, ESTIMATE_LEVEL);
    free(blocks_ns);
    return 0;
}

int predict(const struct calibration *calibration, const struct schedule_options *options,
            struct prediction *predictions, size_t count, struct error *error)
{
    unsigned few = (unsigned)calibration->few->worker_count;
    unsigned many = (unsigned)calibration->many->worker_count;
    double few_ns;
    double many_ns;
    int code = simulate_workers(calibration, options, few, &few_ns, error);
    if (code == 0)
        code = simulate_workers(calibration, options, many, &many_ns, error);
    for (size_t i = 0; i < count && code == 0; i++) {
        struct prediction *prediction = &predictions[i];
        bool is_few = prediction->workers <= few;
        code = simulate_workers(calibration, options, prediction->workers,
                                &prediction->simulated_ns, error);
        if (code == 0 &&
            estimate(is_few ? calibration->few : calibration->many, is_few ? few_ns : many_ns,
                     prediction->simulated_ns, &prediction->run_ns) != 0)
            code = error_set_errno(error, ENOMEM, "a prediction");
    }
    return code;
}
