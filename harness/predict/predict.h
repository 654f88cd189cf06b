/* SPDX-License-Identifier: MIT */
/* Predictions: the time of a run with any number of workers, from a calibrated model.
 *
 * The simulated time is multiplied by what the model misses where it was calibrated: the measured
 * time over the simulated one, in each block. So a prediction is as uncertain as the blocks are, and
 * its interval is that of the median over blocks.
 */
#ifndef FORKSCALE_PREDICT_PREDICT_H
#define FORKSCALE_PREDICT_PREDICT_H

#include "analyse/estimate.h"
#include "predict/calibrate.h"

struct prediction {
    unsigned workers;
    double simulated_ns;    /* what the model says … */
    struct estimate run_ns; /* … and what that predicts */
};

/* Fills in the times for each of their numbers of workers. `options` says the schedule; its
 * items and workers are set here, and where it has no profile, the calibrated one. Returns 0, ENOMEM,
 * or EINVAL with a sentence for a schedule that cannot be. */
int predict(const struct calibration *calibration, const struct schedule_options *options,
            struct prediction *predictions, size_t count, struct error *error);

#endif
