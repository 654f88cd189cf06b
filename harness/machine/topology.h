/* SPDX-License-Identifier: MIT */
/* The machine as hwloc sees it. */
#ifndef FORKSCALE_MACHINE_TOPOLOGY_H
#define FORKSCALE_MACHINE_TOPOLOGY_H

struct hwloc_topology;

/* For hwloc_topology_destroy. NULL when hwloc cannot load it. */
struct hwloc_topology *topology_load(void);

#endif
