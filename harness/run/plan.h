/* SPDX-License-Identifier: MIT */
/* The plan: which cells are run, how often, in what order. Made once from a request; nothing later
 * changes it.
 */
#ifndef FORKSCALE_RUN_PLAN_H
#define FORKSCALE_RUN_PLAN_H

#include "kit/ballast.h"
#include "kit/error.h"
#include "machine/pin.h"
#include "module/base_build.h"
#include "module/catalogue.h"
#include "module/choice.h"
#include <stdbool.h>
#include <stdint.h>

#define PLAN_ITERATIONS_MAX 100000
#define PLAN_BLOCKS_MAX     100000
#define PLAN_BALLASTS_MAX   16

/* Owns its texts. */
struct plan_cell {
    size_t workload; /* index into plan->workloads */
    size_t strategy; /* index into plan->strategies */
    unsigned workers;
    bool oversubscribed;
    bool baseline;
    bool is_base;   /* it runs in the base build */
    bool is_traced; /* the items of its last run; see kit/trace.h */
    struct ballast ballast;
    char *label; /* of the strategy with its ballast: "fork_static/ballast:64M", "…@base" */
    char *name;  /* "spin/fork_static/workers:2", "spin/fork_static/ballast:64M/workers:2" */
};

/* Items of an option; none: the default. */
struct plan_words {
    char *const *items;
    size_t count;
};

/* Its lists and texts are borrowed, and must outlive the plan. */
struct plan_request {
    struct plan_words modules[2]; /* by kind: "NAME[:k=v,…]" or "PATH.so[:k=v,…]" */
    struct plan_words workers;    /* "1", "4-8", "cores" */
    struct plan_words ballasts;   /* "0", "64M", "1G:huge" */
    const char *filter;  /* extended regular expression on cell names; a leading '-' inverts it */
    unsigned processors; /* usable ones */
    unsigned iterations; /* timed runs of a repetition */
    unsigned calls;      /* of the run hook in each of these, back to back */
    uint64_t call_ns;    /* … but no more of them once they have taken so long; 0: all */
    struct pin pin;      /* the processors that cells get; borrowed */
    bool has_latency;    /* time each of these calls, too */
    bool has_counters;   /* count what the hardware can */
    unsigned blocks;     /* at most */
    double budget_s;     /* no block but the first begins unless it will fit; 0: no limit */
    double effect;       /* no block more than decide every comparison at it; 0: no such end */
    double timeout_s;    /* of a reference and of a repetition; 0: a generous one for each */
    uint32_t seed;
    struct base_build *base; /* the one to compare this build with; NULL: none */
    double margin;           /* of that comparison: regressed, improved, by more than this */
    double same;             /* … and the same, within this */
};

/* A module of the plan in the base build. Owns its strings. */
struct base_choice {
    struct choice choice; /* its label is that in this build and "@base" */
    char *missing;        /* why the base build does not have it; NULL: it does */
};

struct plan {
    struct plan_request request;
    const struct home *home; /* of the catalogue */
    struct choice *workloads;
    size_t workload_count;
    struct choice *strategies; /* the first is the baseline: serial */
    size_t strategy_count;
    /* The same in the base build, in the same order; NULL without one. */
    struct base_choice *base_workloads;
    struct base_choice *base_strategies;
    struct plan_cell *cells; /* one of the base build follows the same one of this build */
    size_t cell_count;
};

/* The modules of a cell, of the build in which it runs. */
const struct choice *plan_workload(const struct plan *plan, const struct plan_cell *cell);
const struct choice *plan_strategy(const struct plan *plan, const struct plan_cell *cell);

/* How many workers can work on the workload at once: one per usable processor, or any number if its
 * items leave the processors idle. */
unsigned plan_capacity(const struct plan *plan, size_t workload);

/* What a timed run takes at most if a call takes `call_ns`: the cell looks at the clock after 1, 2, 4
 * … calls. */
double plan_timed_run_ns(const struct plan *plan, double call_ns);

/* Refuses what can be refused before the modules are known: numbers of workers, and ballasts. Returns
 * what plan_make would. */
int plan_check(const struct plan_request *request, struct error *error);

/* Makes the plan. May add the user's modules to the catalogue, to which the plan then points.
 * Returns 0; EINVAL for a request that makes no sense; ENOENT when nothing is selected; or ENOMEM.
 * After an error *plan needs no release. */
int plan_make(const struct plan_request *request, struct catalogue *catalogue, struct plan *plan,
              struct error *error);

void plan_release(struct plan *plan);

/* Fills `order` with the cells' indices in the random order of block `block`. The same seed gives
 * the same orders. Returns 0 or ENOMEM. */
int plan_shuffle(const struct plan *plan, unsigned block, size_t *order);

/* What the plots of a plan have: a panel for each workload, and in it a line for each strategy with
 * each ballast, but for the baseline. */
struct plan_size {
    size_t workloads;
    size_t strategies;
};

/* Returns 0 or ENOMEM. */
int plan_size(const struct plan *plan, struct plan_size *size);

#endif
