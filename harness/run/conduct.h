/* SPDX-License-Identifier: MIT */
/* Conducting: references, then block after block of cells in random order, to a results
 * document. */
#ifndef FORKSCALE_RUN_CONDUCT_H
#define FORKSCALE_RUN_CONDUCT_H

#include "run/benchmark.h"
#include "run/measure.h"
#include "run/plan.h"
#include <jansson.h>

/* Where it stands, told before each repetition, and after it with what came of it. */
struct progress {
    const char *name; /* of the cell; of the workload while its reference is made */
    unsigned block;   /* 0 …; blocks: how many there will be, 0 if not known yet */
    unsigned blocks;
    size_t cell; /* 0 … cells−1 within the block */
    size_t cells;
    double left_s;                 /* estimate; negative if not known yet */
    const struct outcome *outcome; /* NULL before */
    const char *error;             /* after: what went wrong, NULL if nothing */
};

typedef void conduct_watch(void *context, const struct progress *progress);

struct conduct_options {
    const struct plan *plan;
    const struct home *home;
    struct bench *bench;
    struct interrupt *interrupt;
    char *const *command_line; /* ended by NULL, for the record */
    const char *directory;     /* where results.json is kept up to date */
    conduct_watch *watch;
    void *watch_context;
};

/* Runs the plan and leaves the document, in memory and in the directory. An interruption ends it
 * early, with the document marked partial. Returns 0, or an errno number with a sentence in `why`
 * when the record could not be kept; what went wrong with a cell is in the document. The caller
 * owns *document. */
int conduct(const struct conduct_options *order, json_t **document, char *why, size_t why_bytes);

#endif
