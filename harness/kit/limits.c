/* SPDX-License-Identifier: MIT */
/* Usable processors: the affinity mask and the CPU quota of the control groups (cgroups(7)).
 *
 * A container with half the processors often sees all of them in its mask, and is stopped for the
 * rest of each period instead. Measured there, every strategy would seem to stop scaling at the
 * quota.
 */
#include "kit/limits.h"
#include "kit/groups.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MASK_BITS_MAX = 1 << 20, LINE_BYTES = 64 };

/* A quota in microseconds of each period; a period of 0: none is set. */
struct quota {
    long long us;
    long long period_us;
};

static bool is_less(struct quota a, struct quota b)
{
    return a.period_us > 0 && (b.period_us == 0 || (double)a.us / (double)a.period_us <
                                                       (double)b.us / (double)b.period_us);
}

/* v2 says "max" where there is none, v1 says -1. */
static struct quota make(long long us, long long period_us)
{
    return us > 0 && period_us > 0 ? (struct quota){ us, period_us } : (struct quota){ 0 };
}

static bool read_line(char line[static LINE_BYTES], const char *folder, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length < PATH_MAX ? fopen(path, "re") : NULL;
    if (file == NULL)
        return false;
    bool is_read = fgets(line, LINE_BYTES, file) != NULL;
    (void)fclose(file);
    return is_read;
}

/* cpu.max holds "QUOTA PERIOD", or "max PERIOD", in which no digit is found. */
static struct quota quota_v2(const char *folder)
{
    char line[LINE_BYTES];
    if (!read_line(line, folder, "cpu.max"))
        return (struct quota){ 0 };
    char *rest = NULL;
    long long quota_us = strtoll(line, &rest, 10);
    return make(quota_us, strtoll(rest, NULL, 10));
}

static struct quota quota_v1(const char *folder)
{
    char quota[LINE_BYTES];
    char period[LINE_BYTES];
    if (!read_line(quota, folder, "cpu.cfs_quota_us") ||
        !read_line(period, folder, "cpu.cfs_period_us"))
        return (struct quota){ 0 };
    return make(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

/* Folders that are not there set no quota. */
static void take_quota(void *context, enum group_version version, const char *folder)
{
    struct quota *least = context;
    struct quota quota = version == GROUP_V2 ? quota_v2(folder) : quota_v1(folder);
    *least = is_less(quota, *least) ? quota : *least;
}

/* In processors: that it covers in whole, or also the part of one. */
static unsigned quota_processors(const char *root, bool in_whole)
{
    struct quota least = { 0 };
    groups_visit(root, "cpu", take_quota, &least);
    if (least.period_us == 0)
        return UINT_MAX;
    long long count = in_whole ? least.us / least.period_us : (least.us - 1) / least.period_us + 1;
    return count < UINT_MAX ? (unsigned)count : UINT_MAX;
}

unsigned limits_quota_processors(const char *root)
{
    return quota_processors(root, false);
}

unsigned limits_whole_processors(const char *root)
{
    return quota_processors(root, true);
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

unsigned limits_affinity_processors(void)
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
    unsigned affinity = limits_affinity_processors();
    unsigned quota = limits_quota_processors("");
    return quota < affinity ? quota : affinity;
}
