/* SPDX-License-Identifier: MIT */
/* The parts of `forkscale predict`. */
#ifndef FORKSCALE_CLI_PREDICT_H
#define FORKSCALE_CLI_PREDICT_H

#include "options/options.h"
#include "run/plan.h"
#include "show/predict.h"

#define PREDICT_POINTS_MAX 512

/* Reads the numbers of workers of an option, each once and in order: of a range its ends and the
 * powers of two between them. Returns how many; 0 without words, or after a sentence. */
size_t predict_workers(const char *option, const struct option_list *words,
                       unsigned workers[static PREDICT_POINTS_MAX]);

/* All borrowed. */
struct question {
    const struct plan *plan;
    const struct trace *trace;
    const struct claim_floors *floors;
    const unsigned *workers;
    size_t count;
    unsigned few;  /* workers of the runs for calibration … */
    unsigned many; /* … and more of them */
};

/* Calibrates and predicts a strategy; sets predicted->error where that cannot be. Returns 0 or an
 * errno number with a sentence. The caller frees predicted->all and releases the calibration in
 * either case. */
int predict_answer(const struct question *question, const struct choice *choice,
                   struct predicted *predicted, struct error *error);

#endif
