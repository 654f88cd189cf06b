/* SPDX-License-Identifier: MIT */
/* Pinning: which processors a cell may use, by hwloc's order of the machine.
 *
 * A cell gets a mask with as many processors as it has workers, never a worker one of them: where
 * its workers run is the strategy's own affair, and a caller bound to one processor would fork
 * children bound to it. */
#ifndef FORKSCALE_MACHINE_PIN_H
#define FORKSCALE_MACHINE_PIN_H

#include "kit/error.h"
#include <stddef.h>

enum pin_kind {
    PIN_NONE,    /* all of the affinity mask */
    PIN_CORES,   /* one hardware thread of each core */
    PIN_THREADS, /* all threads of a core before any of the next */
};

extern const char *const pin_names[];

/* Owns its array. */
struct pin {
    enum pin_kind kind;
    unsigned *processors; /* a cell with P workers gets the first P */
    size_t count;         /* 0 for PIN_NONE */
};

/* Finds the processors of this process's affinity mask; of another machine than this
 * (HWLOC_SYNTHETIC), all. Returns 0, ENOTSUP with a sentence where hwloc cannot tell, or ENOMEM. */
int pin_make(enum pin_kind kind, struct pin *pin, struct error *error);

void pin_release(struct pin *pin);

#endif
