/* SPDX-License-Identifier: MIT */
/* The command line of `forkscale check`. */
#ifndef FORKSCALE_CLI_CHECK_OPTIONS_H
#define FORKSCALE_CLI_CHECK_OPTIONS_H

#include "show/show.h"
#include <stdbool.h>
#include <stddef.h>

enum check_format { CHECK_TAP, CHECK_TABLE, CHECK_JSON };

/* Strings are borrowed from argv; the lists are owned. */
struct check_options {
    const char **strategies;
    size_t strategy_count; /* 0: all */
    const char **properties;
    size_t property_count; /* 0: all */
    enum check_format format;
    enum table_format list_format;
    bool list;
    bool thorough;
    bool quiet;
    unsigned at_once;
};

enum check_outcome { CHECK_GOOD, CHECK_BAD, CHECK_HELP };

/* Reads the command line; prints what is wrong, or the help. Only good options need a release. */
enum check_outcome check_options_read(int argc, char **argv, struct check_options *options);

void check_options_release(struct check_options *options);

#endif
