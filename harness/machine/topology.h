/* SPDX-License-Identifier: MIT */
/* What the machine is made of, as hwloc sees it: the whole machine, not what this process may
 * use. */
#ifndef FORKSCALE_MACHINE_TOPOLOGY_H
#define FORKSCALE_MACHINE_TOPOLOGY_H

#include <jansson.h>

/* Adds cpu_model, product, packages, cores, processors, numa_nodes, cache_bytes and affinity to
 * `facts`. Returns 0 or ENOMEM. */
int topology_describe(json_t *facts);

#endif
