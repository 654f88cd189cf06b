/* SPDX-License-Identifier: MIT */
/* Which repetitions were disturbed, by what, and how much it moved the figures. Pure: follows from
 * the recorded figures alone, so that a file that is read back is judged as the run was. */
#ifndef FORKSCALE_ANALYSE_NOISE_H
#define FORKSCALE_ANALYSE_NOISE_H

#include "record/results.h"
#include <stdbool.h>
#include <stddef.h>

enum noise_cause {
    NOISE_WAITED,    /* the cell itself had to wait for a processor */
    NOISE_STRANGERS, /* others took processors that the workers wanted, or many of them */
    NOISE_PRESSURE,  /* processes waited, although the cell left a processor free */
    NOISE_STEAL,     /* the hypervisor did not run a processor */
    NOISE_THROTTLED, /* a quota stopped the cell */
    NOISE_CAUSES,
};

/* "waited", "strangers" …: as they are in results.json. */
extern const char *const noise_cause_names[NOISE_CAUSES];

/* What the cell of a repetition asks of the machine. */
struct noise_demand {
    unsigned workers;
    unsigned processors; /* usable ones */
    bool is_serial;      /* no thread but the first does anything */
};

/* The causes that disturbed the repetition, a bit (1 << cause) for each; 0: none is known. */
unsigned noise_causes(const struct repetition *repetition, const struct noise_demand *demand);

/* The same of a repetition in `results`; 0 if it failed. */
unsigned noise_causes_of(const struct results *results, const struct repetition *repetition);

/* All good repetitions of a run. A share is of one processor; NaN if there is no repetition that it
 * is of, or it was not recorded. */
struct noise_summary {
    size_t repetitions;
    size_t recorded; /* of them, those with a figure by which they can be judged */
    size_t disturbed;
    size_t by_cause[NOISE_CAUSES];
    double strangers_share; /* what strangers took in the disturbed repetitions */
    double serial_share;    /* what serial got in its disturbed repetitions, of what it wanted */
    double steal_share;     /* what was taken, in the repetitions that this disturbed */
    double throttled_share;
    double pressure_share; /* of the time, likewise */
    double spread_share;   /* that strangers took over all repetitions, where none is disturbed but
                          * this is too much; else NaN */
    double moved;      /* greatest change of a median run without the disturbed repetitions, over
                          * the cells that have at least NOISE_FEWEST others; NaN without such
                          * cells */
    size_t moved_cell; /* index into results.cells */
    size_t lost_cells; /* with disturbed repetitions, and fewer others than that */
    double drift;      /* greatest decided change of a serial cell over the blocks; 0: none */
    size_t drift_cell;
};

#define NOISE_FEWEST 3

/* Returns 0 or ENOMEM. */
int noise_summarise(const struct results *results, struct noise_summary *noise);

#endif
