/* SPDX-License-Identifier: MIT */
/* The parts of `forkscale run`: its options, its dry run, its progress line. */
#ifndef FORKSCALE_CLI_RUN_H
#define FORKSCALE_CLI_RUN_H

#include "kit/error.h"
#include "options/options.h"
#include "run/blocks.h"
#include "show/show.h"
#include <stdbool.h>

/* Texts are borrowed from argv; lists are owned. */
struct run_options {
    struct option_list workloads;
    struct option_list strategies;
    struct option_list workers;
    struct option_list ballasts;
    struct option_list rest; /* flags for Google Benchmark */
    const char *directory;   /* NULL: make up a name */
    const char *filter;      /* NULL: none */
    int64_t blocks;          /* 0: not given */
    int64_t iterations;
    int64_t calls; /* 0: not given */
    int64_t seed;          /* −1: a random one */
    double budget_s;       /* 0: not given */
    double effect_percent; /* 0: not given */
    double timeout_s;      /* 0: not given */
    double call_s;         /* 0: not given */
    enum table_format format;
    const char *against;   /* folder or revision of a base build, or NULL */
    double margin_percent; /* 0: not given */
    double same_percent;   /* 0: not given */
    bool strict;
    bool dry_run;
    bool quiet;
    bool verbose;
};

extern const struct option_table run_table;

/* Makes a request of the options, which must outlive it, as must `filter`, that of
 * --benchmark_filter, or NULL. Returns 0; or, with a sentence, EINVAL where options exclude each
 * other, or an errno of getrandom. */
int run_request(const struct run_options *options, const char *filter, struct plan_request *request,
                struct error *error);

/* Opens the base build of the options. Returns EXIT_YES, or a status after a sentence; then *base
 * needs no release. */
int against_open(const struct run_options *options, const struct home *own,
                 struct base_build *base);

/* Says on stderr what is not compared, and that the builds were made in other ways. */
void against_warn(const struct plan *plan);

/* Compares the builds of a run, and prints the comparison to `stream`, unless it is NULL. Returns
 * the exit status of the comparison. */
int against_print(FILE *stream, const struct plan *plan, const struct results *results,
                  bool strict);

/* Prints the number of cells, and for each its name and its command, quoted for a shell. */
void dry_run(const struct plan *plan);

struct meter {
    bool quiet;   /* no first line */
    bool line;    /* overwrite one line */
    bool verbose; /* write a line for each repetition */
    bool shown;   /* the line is on the screen now */
};

/* A meter on stderr: a line before the first block, and on a terminal one that is overwritten. */
struct meter meter_make(bool quiet, bool verbose);

/* A blocks_watch and a blocks_begin; context is a struct meter. */
void meter_watch(void *context, const struct progress *progress);
void meter_begin(void *context, const struct forecast *forecast);

/* Erases the line. */
void meter_clear(struct meter *meter);

#endif
