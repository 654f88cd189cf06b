/* SPDX-License-Identifier: MIT */
/* Which repetitions were disturbed, by what, and how much it moved the figures. Pure: follows from the
 * recorded figures alone, so that a file that is read back is judged as the run was. */
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

#endif
