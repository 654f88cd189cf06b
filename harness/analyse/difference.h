/* SPDX-License-Identifier: MIT */
/* What two runs must have in common so that their times can be compared, and where they differ. */
#ifndef FORKSCALE_ANALYSE_DIFFERENCE_H
#define FORKSCALE_ANALYSE_DIFFERENCE_H

#include "record/results.h"

enum fact_kind {
    FACT_TEXT,  /* char *; NULL: not recorded */
    FACT_COUNT, /* unsigned */
    FACT_REAL,  /* double; NaN: not recorded */
};

struct fact {
    const char *name; /* as --allow has it */
    enum fact_kind kind;
    bool of_workload; /* it is in a struct result_workload, else in struct results */
    size_t offset;
    const char *meaning;
};

/* Ended by a row without a name. */
extern const struct fact facts[];

/* How many rows there are, and bits of a mask of facts by their index. */
#define FACTS 15

/* A fact that differs, or that one of the runs does not have on record: then nobody can tell, and
 * it counts as different. */
struct difference {
    const struct fact *fact;
    const char *workload; /* label, NULL for a fact of the run */
    const void *base;     /* the struct with the fact; NULL: not recorded */
    const void *new;
    bool is_allowed;
};

struct differences {
    struct difference *all;
    size_t count;
};

/* Adds the facts of the runs that differ. Bit i of `allowed` stands for facts[i]. Returns 0 or
 * ENOMEM. */
int differences_add_run(struct differences *differences, const struct results *base,
                        const struct results *new, unsigned allowed);

/* Adds the facts of a workload that differ, unless it was added before. */
int differences_add_workload(struct differences *differences, const struct results *base,
                             const struct results *new, const char *workload, unsigned allowed);

/* Whether a difference that is not allowed forbids to compare cells of the workload. */
bool differences_forbid(const struct differences *differences, const char *workload);

/* Whether the fact is on record there. */
bool fact_is_recorded(const struct fact *fact, const void *holder);

void differences_release(struct differences *differences);

#endif
