/* SPDX-License-Identifier: MIT */
/* One repetition: a fresh forkscale-cell, waited for, and what it left on its board. */
#ifndef FORKSCALE_RUN_MEASURE_H
#define FORKSCALE_RUN_MEASURE_H

#include "kit/board.h"
#include "process/interrupt.h"
#include "record/results.h"
#include "run/plan.h"
#include <stdbool.h>

/* Owns its arrays and strings. */
struct outcome {
    char *error;      /* a sentence, printable; NULL if all went well */
    char *output;     /* the end of what the cell and its workers printed, raw; "" if nothing */
    bool interrupted; /* by a signal: does not count */
    struct repetition repetition; /* its figures, of what went well; no cell, block and error */
    struct counts counts; /* of hardware counters, of which there are figures, and why not */
    uint64_t wall_ns;     /* of the whole repetition, from the spawn to the last reaping */
    int board_fd;         /* its board; 0: none */
};

/* The reference of a workload, and its recorded properties. */
struct reference {
    int board_fd; /* of the board with the right results; 0: none */
    char *error;  /* why there is none; else NULL */
    uint64_t items;
    uint64_t result_bytes;
    uint64_t serial_ns;
    uint64_t wall_ns;   /* of all that made it */
    const char *answer; /* "right" or "unknown" */
    char *answer_text;
    char *digest;
    struct profile profile;
};

/* Runs the cell. Returns 0 or an errno number, as ENOMEM; what went wrong with the cell is in
 * *outcome, which the caller releases in either case. */
int measure_cell(const struct plan *plan, const struct plan_cell *cell,
                 const struct reference *reference, struct interrupt *interrupt,
                 struct outcome *outcome);

/* Makes the reference of plan->workloads[workload], in the base build if `is_base`: a serial cell,
 * whose results the workload itself compares with its known answer. Returns as measure_cell; the
 * caller releases *reference. */
int measure_reference(const struct plan *plan, size_t workload, bool is_base,
                      struct interrupt *interrupt, struct reference *reference);

void outcome_release(struct outcome *outcome);
void reference_release(struct reference *reference);

#endif
