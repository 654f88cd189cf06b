/* SPDX-License-Identifier: MIT */
/* The help that a table makes. */
#ifndef FORKSCALE_OPTIONS_HELP_H
#define FORKSCALE_OPTIONS_HELP_H

#include "options/options.h"

/* The options of every table: --help and --version. */
#define OPTIONS_COMMON 2
extern const struct option_row options_common[OPTIONS_COMMON];

/* Prints it on stdout, in at most 79 columns. */
void help_print(const struct option_table *table);

#endif
