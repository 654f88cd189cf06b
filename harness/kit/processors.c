/* SPDX-License-Identifier: MIT */
/* A processor for each worker. */
#include "kit/processors.h"
#include "kit/limits.h"
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIBLINGS "/sys/devices/system/cpu/cpu%u/topology/thread_siblings_list"

/* Takes the processor and the other threads of its core out of the set. */
static void cross_out(cpu_set_t *set, size_t bytes, unsigned processor, const char *root)
{
    char path[PATH_MAX];
    char list[256] = "";
    CPU_CLR_S(processor, bytes, set);
    int length = snprintf(path, sizeof path, "%s" SIBLINGS, root, processor);
    FILE *file = length < PATH_MAX ? fopen(path, "re") : NULL;
    if (file == NULL)
        return;
    (void)fgets(list, sizeof list, file);
    (void)fclose(file);
    /* "0,64" or "0-1" */
    for (char *at = list, *end; (void)strtoul(at, &end, 10), end != at; at = end + (*end == ',')) {
        unsigned long first = strtoul(at, &end, 10);
        unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;
        for (unsigned long i = first; i <= last && i < 8 * bytes; i++)
            CPU_CLR_S(i, bytes, set);
    }
}

int processors_order(const cpu_set_t *mask, size_t mask_bytes, unsigned first, unsigned wanted,
                     const char *root, unsigned *order)
{
    unsigned bits = 8 * (unsigned)mask_bytes;
    bool takes_all = wanted == (unsigned)CPU_COUNT_S(mask_bytes, mask);
    unsigned count = 0;
    cpu_set_t *set = CPU_ALLOC(bits);
    if (set == NULL)
        return ENOMEM;
    /* Each round takes one more thread of each core. */
    while (count < wanted) {
        memcpy(set, mask, mask_bytes);
        for (unsigned i = 0; i < count; i++)
            CPU_CLR_S(order[i], mask_bytes, set);
        for (unsigned i = 0; i < bits && count < wanted; i++) {
            unsigned processor = (first + i) % bits;
            if (!CPU_ISSET_S(processor, mask_bytes, set))
                continue;
            order[count++] = processor;
            if (!takes_all)
                cross_out(set, mask_bytes, processor, root);
        }
    }
    CPU_FREE(set);
    return 0;
}

int processors_choose(unsigned wanted, unsigned *order)
{
    size_t bytes;
    cpu_set_t *mask = limits_affinity(&bytes);
    if (mask == NULL)
        return ENOTSUP;
    int current = sched_getcpu();
    int error = EAGAIN;
    if (wanted <= (unsigned)CPU_COUNT_S(bytes, mask) && wanted <= limits_whole_processors(""))
        error =
            processors_order(mask, bytes, current < 0 ? 0 : (unsigned)current, wanted, "", order);
    CPU_FREE(mask);
    return error;
}

int binding_set_all(struct binding *binding, const unsigned *processors, size_t count)
{
    binding->mask = limits_affinity(&binding->mask_bytes);
    size_t bytes = binding->mask_bytes;
    cpu_set_t *set = binding->mask != NULL ? CPU_ALLOC(8 * bytes) : NULL;
    if (set == NULL)
        return ENOTSUP;
    CPU_ZERO_S(bytes, set);
    for (size_t i = 0; i < count; i++)
        CPU_SET_S(processors[i], bytes, set);
    int error = sched_setaffinity(0, bytes, set) < 0 ? errno : 0;
    CPU_FREE(set);
    return error;
}

void binding_set(struct binding *binding, unsigned processor)
{
    if (binding->mask == NULL)
        (void)binding_set_all(binding, &processor, 1);
}

void binding_clear(struct binding *binding)
{
    if (binding->mask == NULL)
        return;
    (void)sched_setaffinity(0, binding->mask_bytes, binding->mask);
    CPU_FREE(binding->mask);
    *binding = (struct binding){ 0 };
}
