/* SPDX-License-Identifier: MIT */
/* Stands in for a module whose libraries were missing when forkscale was built, so that `forkscale
 * list` can say what to install. The Makefile defines MISSING and the module's kind.
 */
#define REASON "it was built without " MISSING "; install that and run make again"

#ifdef KIND_strategies
#include "strategies/strategy.h"

const struct strategy strategy = {
    .abi = STRATEGY_ABI,
    .summary = "(not built)",
    .unavailable = REASON,
};
#else
#include "workloads/workload.h"

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "(not built)",
    .unavailable = REASON,
};
#endif
