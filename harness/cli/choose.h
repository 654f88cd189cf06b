/* SPDX-License-Identifier: MIT */
/* The names of metrics and facts on the command lines of the commands that compare runs. */
#ifndef FORKSCALE_CLI_CHOOSE_H
#define FORKSCALE_CLI_CHOOSE_H

#include "analyse/difference.h"
#include "analyse/figure.h"
#include "kit/error.h"
#include "options/options.h"

/* For the help of --allow. */
#define ALLOWED_FACTS                                                                              \
    "host, cpu, processors, pin, kernel, compiler, flags, mode, iterations, calls, workload, "     \
    "tunables, "                                                                                   \
    "items, results or input; again, or after a comma, for more"

/* The figure of --metric NAME. Returns 0; or EINVAL with a sentence. */
int figure_choose(const char *name, struct figure *figure, struct error *error);

/* Sets bit i of *allowed for each facts[i] that --allow names. Returns 0; or EINVAL with a
 * sentence. */
int facts_allow(const struct option_list *names, unsigned *allowed, struct error *error);

#endif
