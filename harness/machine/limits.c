/* SPDX-License-Identifier: MIT */
/* Usable processors: the affinity mask and the CPU quota of the control groups (cgroups(7)).
 *
 * A container with half the processors often sees all of them in its mask, and is stopped for the
 * rest of each period instead. Measured there, every strategy would seem to stop scaling at the
 * quota.
 */
#include "machine/limits.h"
#include "machine/fact.h"
#include "machine/groups.h"
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { MASK_BITS_MAX = 1 << 20 };

static unsigned processors(long long quota_us, long long period_us)
{
    if (quota_us <= 0 || period_us <= 0)
        return UINT_MAX; /* none set: v2 says "max", v1 says -1 */
    long long whole = (quota_us - 1) / period_us + 1;
    return whole < UINT_MAX ? (unsigned)whole : UINT_MAX;
}

/* cpu.max holds "QUOTA PERIOD", or "max PERIOD", in which no digit is found. */
static unsigned quota_v2(const char *folder)
{
    char line[FACT_TEXT_BYTES];
    if (!fact_line(line, "%s/cpu.max", folder))
        return UINT_MAX;
    char *rest = NULL;
    long long quota_us = strtoll(line, &rest, 10);
    return processors(quota_us, strtoll(rest, NULL, 10));
}

static unsigned quota_v1(const char *folder)
{
    char quota[FACT_TEXT_BYTES];
    char period[FACT_TEXT_BYTES];
    if (!fact_line(quota, "%s/cpu.cfs_quota_us", folder) ||
        !fact_line(period, "%s/cpu.cfs_period_us", folder))
        return UINT_MAX;
    return processors(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

/* Folders that are not there set no quota. */
static void take_quota(void *context, enum group_version version, const char *folder)
{
    unsigned *least = context;
    unsigned quota = version == GROUP_V2 ? quota_v2(folder) : quota_v1(folder);
    *least = quota < *least ? quota : *least;
}

unsigned limits_quota_processors(const char *root)
{
    unsigned least = UINT_MAX;
    groups_visit(root, take_quota, &least);
    return least;
}

/* The kernel refuses a mask shorter than its own, whose length is unknown. */
cpu_set_t *limits_affinity(size_t *bytes)
{
    for (size_t bits = CPU_SETSIZE; bits <= MASK_BITS_MAX; bits *= 2) {
        cpu_set_t *mask = CPU_ALLOC(bits);
        if (mask == NULL)
            break;
        *bytes = CPU_ALLOC_SIZE(bits);
        if (sched_getaffinity(0, *bytes, mask) == 0)
            return mask;
        CPU_FREE(mask);
    }
    return NULL;
}

static unsigned affinity_processors(void)
{
    size_t bytes;
    cpu_set_t *mask = limits_affinity(&bytes);
    int count = mask != NULL ? CPU_COUNT_S(bytes, mask) : 0;
    CPU_FREE(mask);
    if (count > 0)
        return (unsigned)count;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

unsigned limits_usable_processors(void)
{
    unsigned affinity = affinity_processors();
    unsigned quota = limits_quota_processors("");
    return quota < affinity ? quota : affinity;
}
