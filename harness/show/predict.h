/* SPDX-License-Identifier: MIT */
/* Predictions as text or rows, with what the model assumes and does not know. */
#ifndef FORKSCALE_SHOW_PREDICT_H
#define FORKSCALE_SHOW_PREDICT_H

#include "predict/predict.h"
#include "show/show.h"
#include <stdio.h>

/* Of one strategy. */
struct predicted {
    const char *strategy; /* label */
    const char *error;    /* why there is no prediction; then the rest is nothing */
    enum claim_part part;
    struct calibration calibration;
    struct prediction *all; /* `count` of the view */
};

struct predict_view {
    const struct trace *trace; /* that all are calibrated from */
    const struct predicted *strategies;
    size_t strategy_count;
    size_t count;
};

/* Prints for each strategy its model and the predicted times, speedups and efficiencies, beside what
 * was measured; or a row for each prediction. Returns 0 or ENOMEM; a write error stays in the
 * stream. */
int predict_print(FILE *stream, const struct predict_view *view, enum table_format format);

#endif
