/* SPDX-License-Identifier: MIT */
/* The parts of the machine, as hwloc sees them: of the whole machine, although this process may be
 * allowed to use less. */
#ifndef FORKSCALE_MACHINE_TOPOLOGY_H
#define FORKSCALE_MACHINE_TOPOLOGY_H

#include <jansson.h>

/* { cpu_model, product, packages, cores, processors, numa_nodes, cache_bytes, affinity }; NULL without
 * memory. */
json_t *topology_facts(void);

#endif
