/* SPDX-License-Identifier: MIT */
/* The parts of the machine, as hwloc sees them. */
#include "machine/topology.h"
#include "machine/fact.h"
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *cpu_model(hwloc_topology_t topology)
{
    hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
    hwloc_obj_t holder = package != NULL ? package : hwloc_get_root_obj(topology);
    return fact_text(hwloc_obj_get_info_by_name(holder, "CPUModel"));
}

/* The maker of the machine and its name for it: on a rented machine, the rented type. */
static json_t *product(hwloc_topology_t topology)
{
    hwloc_obj_t machine = hwloc_get_root_obj(topology);
    const char *vendor = hwloc_obj_get_info_by_name(machine, "DMISysVendor");
    const char *name = hwloc_obj_get_info_by_name(machine, "DMIProductName");
    if (vendor == NULL || name == NULL)
        return fact_text(vendor != NULL ? vendor : name);
    char text[FACT_TEXT_BYTES];
    snprintf(text, sizeof text, "%s %s", vendor, name);
    return fact_text(text);
}

/* { "L1d": bytes, "L2": bytes … } of the first cache of each level. */
static json_t *cache_bytes(hwloc_topology_t topology)
{
    json_t *caches = json_object();
    for (int type = HWLOC_OBJ_L1CACHE; caches != NULL && type <= HWLOC_OBJ_L3ICACHE; type++) {
        hwloc_obj_t cache = hwloc_get_obj_by_type(topology, (hwloc_obj_type_t)type, 0);
        if (cache == NULL)
            continue;
        char level[FACT_TEXT_BYTES];
        hwloc_obj_type_snprintf(level, sizeof level, cache, 0);
        caches = fact_put(caches, level, fact_number((long long)cache->attr->cache.size));
    }
    if (caches == NULL || json_object_size(caches) > 0)
        return caches;
    json_decref(caches);
    return fact_unavailable();
}

/* The processors that this process may run on, as "0-3,8". */
static json_t *affinity(hwloc_topology_t topology)
{
    hwloc_bitmap_t mask = hwloc_bitmap_alloc();
    if (mask == NULL)
        return NULL;
    char *list = NULL;
    json_t *fact = NULL;
    if (hwloc_get_cpubind(topology, mask, HWLOC_CPUBIND_THREAD) != 0)
        fact = fact_unavailable();
    else if (hwloc_bitmap_list_asprintf(&list, mask) >= 0)
        fact = fact_text(list);
    free(list);
    hwloc_bitmap_free(mask);
    return fact;
}

static json_t *count(hwloc_topology_t topology, hwloc_obj_type_t type)
{
    return fact_number(hwloc_get_nbobjs_by_type(topology, type));
}

static const struct {
    const char *name;
    json_t *(*find)(hwloc_topology_t topology);
    hwloc_obj_type_t counted; /* where there is no `find` */
} parts[] = {
    { "cpu_model", .find = cpu_model },           { "product", .find = product },
    { "packages", .counted = HWLOC_OBJ_PACKAGE }, { "cores", .counted = HWLOC_OBJ_CORE },
    { "processors", .counted = HWLOC_OBJ_PU },    { "numa_nodes", .counted = HWLOC_OBJ_NUMANODE },
    { "cache_bytes", .find = cache_bytes },       { "affinity", .find = affinity },
};

/* Returns NULL when hwloc cannot load it. By default, hwloc would move this thread from
 * processor to processor. */
hwloc_topology_t topology_load(void)
{
    hwloc_topology_t topology = NULL;
    if (hwloc_topology_init(&topology) != 0)
        return NULL;
    const unsigned long flags =
        HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED | HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;
    if (hwloc_topology_set_flags(topology, flags) == 0 && hwloc_topology_load(topology) == 0)
        return topology;
    hwloc_topology_destroy(topology);
    return NULL;
}

json_t *topology_facts(void)
{
    hwloc_topology_t topology = topology_load();
    json_t *facts = json_object();
    for (size_t i = 0; facts != NULL && i < sizeof parts / sizeof *parts; i++) {
        json_t *fact = topology == NULL        ? fact_unavailable()
                       : parts[i].find != NULL ? parts[i].find(topology)
                                               : count(topology, parts[i].counted);
        facts = fact_put(facts, parts[i].name, fact);
    }
    if (topology != NULL)
        hwloc_topology_destroy(topology);
    return facts;
}
