/* SPDX-License-Identifier: MIT */
/* Pinning: which processors a cell may use. */
#include "machine/pin.h"
#include "machine/topology.h"
#include <errno.h>
#include <hwloc.h>
#include <stdlib.h>
#include <string.h>

const char *const pin_names[] = {
    [PIN_NONE] = "none", [PIN_CORES] = "cores", [PIN_THREADS] = "threads", NULL
};

/* hwloc's logical order has the threads of a core beside each other. A machine without cores has a
 * core for each. */
static void choose(hwloc_topology_t topology, hwloc_const_bitmap_t mask, struct pin *pin)
{
    hwloc_obj_t last = NULL;
    for (hwloc_obj_t thread = NULL;
         (thread = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, thread)) != NULL;) {
        hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, thread);
        if (!hwloc_bitmap_isset(mask, thread->os_index) ||
            (pin->kind == PIN_CORES && core != NULL && core == last))
            continue;
        last = core;
        pin->processors[pin->count++] = thread->os_index;
    }
}

static int find(hwloc_topology_t topology, hwloc_bitmap_t mask, struct pin *pin)
{
    int threads = hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_PU);
    if (threads <= 0 || mask == NULL)
        return mask == NULL ? ENOMEM : ENOTSUP;
    if (hwloc_topology_is_thissystem(topology) == 0)
        hwloc_bitmap_copy(mask, hwloc_topology_get_allowed_cpuset(topology));
    else if (hwloc_get_cpubind(topology, mask, HWLOC_CPUBIND_THREAD) != 0)
        return ENOTSUP;
    pin->processors = calloc((size_t)threads, sizeof *pin->processors);
    if (pin->processors == NULL)
        return ENOMEM;
    choose(topology, mask, pin);
    return pin->count > 0 ? 0 : ENOTSUP;
}

int pin_make(enum pin_kind kind, struct pin *pin, struct error *error)
{
    *pin = (struct pin){ .kind = kind };
    if (kind == PIN_NONE)
        return 0;
    hwloc_topology_t topology = topology_load();
    hwloc_bitmap_t mask = hwloc_bitmap_alloc();
    int code = topology != NULL ? find(topology, mask, pin) : ENOTSUP;
    hwloc_bitmap_free(mask);
    if (topology != NULL)
        hwloc_topology_destroy(topology);
    if (code == 0)
        return 0;
    pin_release(pin);
    return code == ENOTSUP
               ? error_set(error, code, "hwloc cannot tell the cores of this machine apart")
               : error_set(error, code, "%s", strerror(code));
}

void pin_release(struct pin *pin)
{
    free(pin->processors);
    *pin = (struct pin){ .kind = PIN_NONE };
}
