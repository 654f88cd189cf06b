/* SPDX-License-Identifier: MIT */
/* The options of `forkscale compare`, and what they select. */
#ifndef FORKSCALE_CLI_COMPARE_H
#define FORKSCALE_CLI_COMPARE_H

#include "kit/error.h"
#include "options/options.h"
#include "show/comparison.h"
#include <stdbool.h>

/* Texts are borrowed from argv; lists are owned. */
struct compare_request {
    struct option_list paths;
    struct option_list metrics; /* none: run and once */
    struct option_list allow;
    const char *base; /* strategies of one run, NULL for two runs */
    const char *new;
    const char *output; /* folder of the picture, or NULL */
    double margin;      /* per cent; 0: not given */
    double same;        /* likewise */
    double level;
    bool strict;
    enum comparison_format format;
};

extern const struct option_table compare_table;

/* Makes options of the request, which point to *figures, a new array for free(). Returns 0; or,
 * with a sentence, EINVAL or ENOMEM; then *figures is NULL. */
int compare_options(const struct compare_request *request, struct comparison_options *options,
                    struct figure **figures, struct error *error);

/* Sets *margin and *same, which hold the usual ones, to those given in per cent, 0 for none. Without
 * a margin, it is never above same. Returns 0, or EINVAL with a sentence. */
int compare_margins(double margin_percent, double same_percent, double *margin, double *same,
                    struct error *error);

/* The exit status of a comparison. */
int compare_status(const struct comparisons *comparisons, bool strict);

#endif
