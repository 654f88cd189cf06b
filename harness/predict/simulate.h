/* SPDX-License-Identifier: MIT */
/* A discrete-event simulation of one run: workers that begin one after another, claim chunks of a
 * schedule, run their items, and are waited for. Pure, and without random numbers: the same model
 * gives the same time on every machine.
 *
 *     worker k  begins at start_ns + k · start_each_ns
 *     claim     claim_ns of the worker, of which shared_ns one at a time, in the order of arrival;
 *               the last claim of a worker finds nothing. Of a static schedule no claim waits
 *     chunk     what its items cost
 *     return    finish_ns + (workers − 1) · finish_each_ns after the last worker has ended
 *
 * Every worker has a processor of its own.
 */
#ifndef FORKSCALE_PREDICT_SIMULATE_H
#define FORKSCALE_PREDICT_SIMULATE_H

#include "kit/schedule.h"

/* In nanoseconds, none below 0; shared_ns ≤ claim_ns. */
struct model_costs {
    double start_ns;
    double start_each_ns;
    double claim_ns;
    double shared_ns;
    double finish_ns;
    double finish_each_ns;
    double slower; /* by which the items' costs are multiplied; 1: as in the model */
};

struct model {
    const double *until_ns; /* items + 1 sums: what the items before item i cost; borrowed */
    struct model_costs costs;
};

/* Sets *run_ns. `schedule` says how many items and workers there are. Takes about
 * steps × log(workers). Returns 0 or ENOMEM. */
int simulate(const struct model *model, const struct schedule *schedule, double *run_ns);

#endif
