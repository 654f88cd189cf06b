/* SPDX-License-Identifier: MIT */
/* A run: the references, then block after block of cells in random order, to a results document. */
#ifndef FORKSCALE_RUN_BLOCKS_H
#define FORKSCALE_RUN_BLOCKS_H

#include "kit/error.h"
#include "run/benchmark.h"
#include "run/forecast.h"
#include "run/measure.h"
#include "run/plan.h"
#include <jansson.h>

/* The state of the run, before each repetition, and after it with its outcome. */
struct progress {
    const char *name; /* of the cell; of the workload while its reference is made */
    unsigned block;   /* 0 …; blocks: how many there will be, 0 if not known yet */
    unsigned blocks;
    size_t cell; /* 0 … cells−1 within the block */
    size_t cells;
    double left_s;                 /* estimate; negative if not known yet */
    const struct outcome *outcome; /* NULL before */
};

typedef void blocks_watch(void *context, const struct progress *progress);

/* Is called once, before the first block. */
typedef void blocks_begin(void *context, const struct forecast *forecast);

struct blocks_options {
    const struct plan *plan;
    struct bench *bench;
    struct interrupt *interrupt;
    char *const *command_line; /* recorded; ended by NULL */
    const char *directory;     /* where results.json is kept up to date */
    blocks_watch *watch;
    blocks_begin *begin;
    void *watch_context; /* of both */
};

/* Runs the plan, and keeps its document in memory and in the directory. A signal ends it early, and
 * marks the document as partial. Returns 0; an errno number when the record could not be kept; or,
 * with a base build, those of base_check. What went wrong with a cell is in the document. The
 * caller owns *document. */
int blocks_run(const struct blocks_options *options, json_t **document, struct error *error);

#endif
