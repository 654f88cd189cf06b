/* SPDX-License-Identifier: MIT */
/* The command line of `forkscale run`. */
#ifndef FORKSCALE_CLI_RUN_OPTIONS_H
#define FORKSCALE_CLI_RUN_OPTIONS_H

#include "run/plan.h"
#include "show/show.h"
#include <stdbool.h>

/* Strings are borrowed from argv; the lists are owned. */
struct run_options {
    struct plan_request request;
    const char *directory; /* NULL: make up a name */
    enum table_format format;
    bool dry_run;
    bool quiet;
    bool verbose;
    char **bench_argv; /* the words after "--", behind a program name, ended by NULL; owned */
    int bench_argc;
};

enum options_outcome { OPTIONS_GOOD, OPTIONS_BAD, OPTIONS_HELP };

/* Reads the command line; prints what is wrong, or the help. Only good options need a release. */
enum options_outcome run_options_read(int argc, char **argv, struct run_options *options);

void run_options_release(struct run_options *options);

#endif
