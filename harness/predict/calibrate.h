/* SPDX-License-Identifier: MIT */
/* Calibration: a model of a strategy from two traced runs of it on one workload, one with few workers,
 * best with one, and one with more.
 *
 * What an item costs is what it took with few. Where a run had more items than records, those of a
 * record have cost alike. With more workers: how much longer items take, how far apart workers
 * begin, a claim, and how much longer a run takes to return for each worker.
 */
#ifndef FORKSCALE_PREDICT_CALIBRATE_H
#define FORKSCALE_PREDICT_CALIBRATE_H

#include "predict/simulate.h"
#include "record/trace.h"

/* Owns until_ns; borrows the runs. */
struct calibration {
    const struct trace_run *few;
    const struct trace_run *many;
    double *until_ns; /* see struct model */
    uint64_t items;
    struct profile profile;        /* of the items, and of a claim */
    struct model_costs few_costs;  /* with those of `few` */
    struct model_costs many_costs; /* with those of `many` */
};

/* What of a claim only one worker can do at a time. */
enum claim_part {
    CLAIM_COUNTER, /* the addition to a word that all share: counter_ns */
    CLAIM_PIPE,    /* a read of a pipe: pipe_ns */
    CLAIM_NONE,    /* each worker has its own items, or takes them from another */
    CLAIM_ALL,     /* the caller answers each, or nothing is known of the strategy */
};

/* Of the shipped strategies; CLAIM_ALL of any other. */
enum claim_part claim_part_of(const char *strategy);

/* What parts of a claim cost on this machine; 0: unknown, and then all of the claim is shared. */
struct claim_floors {
    double counter_ns;
    double pipe_ns;
};

/* `many` has more workers than `few`; both are sound, and of the same items, at least one. Returns 0 or ENOMEM; after an error nothing needs a release. */
int calibrate(const struct trace_run *few, const struct trace_run *many, uint64_t items,
              enum claim_part part, const struct claim_floors *floors,
              struct calibration *calibration);

void calibration_release(struct calibration *calibration);

/* The model for so many workers. Between those of the two runs items slow down in proportion; with
 * fewer or more of them they are as fast as in the nearer one. */
struct model calibration_model(const struct calibration *calibration, unsigned workers);

#endif
