/* SPDX-License-Identifier: MIT */
/* A processor for each worker. */
#include "kit/processors.h"
#include "kit/limits.h"
#include <errno.h>
#include <limits.h>
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

static int choose(struct processors *processors, unsigned wanted)
{
    processors->mask = limits_affinity(&processors->mask_bytes);
    if (processors->mask == NULL)
        return ENOTSUP;
    if (wanted > (unsigned)CPU_COUNT_S(processors->mask_bytes, processors->mask) ||
        wanted > limits_whole_processors(""))
        return EAGAIN;
    processors->order = calloc(wanted, sizeof *processors->order);
    if (processors->order == NULL)
        return ENOMEM;
    processors->count = wanted;
    int current = sched_getcpu();
    return processors_order(processors->mask, processors->mask_bytes,
                            current < 0 ? 0 : (unsigned)current, wanted, "", processors->order);
}

int processors_choose(struct processors *processors, unsigned wanted)
{
    *processors = (struct processors){ 0 };
    int error = choose(processors, wanted);
    if (error != 0)
        processors_free(processors);
    return error;
}

void processors_settle(struct processors *processors, unsigned worker, bool is_bound)
{
    if (is_bound == processors->is_bound || worker >= processors->count)
        return;
    processors->is_bound = is_bound;
    size_t bytes = processors->mask_bytes;
    cpu_set_t *one = is_bound ? CPU_ALLOC(8 * bytes) : NULL;
    if (one != NULL) {
        CPU_ZERO_S(bytes, one);
        CPU_SET_S(processors->order[worker], bytes, one);
    }
    (void)sched_setaffinity(0, bytes, one != NULL ? one : processors->mask);
    CPU_FREE(one);
}

void processors_free(struct processors *processors)
{
    if (processors->mask != NULL)
        CPU_FREE(processors->mask);
    free(processors->order);
    *processors = (struct processors){ 0 };
}
