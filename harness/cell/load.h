/* SPDX-License-Identifier: MIT */
/* Modules: shared objects loaded and checked. Loading one runs its code, so only the cell
 * does it. */
#ifndef FORKSCALE_CELL_LOAD_H
#define FORKSCALE_CELL_LOAD_H

#include "cell/schedule.h"
#include "strategies/strategy.h"
#include "workloads/workload.h"

/* One of the two descriptors is set. */
struct module {
    void *handle; /* never closed: the cell ends first */
    const struct strategy *strategy;
    const struct workload *workload;
    /* A strategy with schedules: its own tunables, and behind them those of cell/schedule.h. */
    struct tunable rows[TUNABLES_MAX];
    char schedules[SCHEDULE_NAMES_BYTES];
};

/* Loads the shared object `path` (with a '/', or the search path of the linker would be asked) and
 * checks what it exports. An unavailable module loads well. Returns 0 or an errno number with a
 * sentence: ELIBACC when it cannot be loaded, ENOEXEC when it exports neither descriptor,
 * ELIBBAD when the descriptor has another ABI or lacks something required. */
int module_load(const char *path, struct module *module, struct error *error);

/* Of whichever it is: why it cannot run here, NULL when it can; and its tunables. */
const char *module_unavailable(const struct module *module);
const struct tunable *module_tunables(const struct module *module);

#endif
