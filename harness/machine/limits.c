/* SPDX-License-Identifier: MIT */
/* Usable processors: the affinity mask and the CPU quota of the control groups (cgroups(7)).
 *
 * A container with half the processors often sees all of them in its mask, and is stopped for the
 * rest of each period instead. Measured there, every strategy would seem to stop scaling at the
 * quota.
 */
#include "machine/limits.h"
#include "machine/fact.h"
#include <limits.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
static unsigned quota_v2(const char *root, const char *mount, const char *group)
{
    char line[FACT_TEXT_BYTES];
    if (!fact_line(line, "%s%s%s/cpu.max", root, mount, group))
        return UINT_MAX;
    char *rest = NULL;
    long long quota_us = strtoll(line, &rest, 10);
    return processors(quota_us, strtoll(rest, NULL, 10));
}

static unsigned quota_v1(const char *root, const char *mount, const char *group)
{
    char quota[FACT_TEXT_BYTES];
    char period[FACT_TEXT_BYTES];
    if (!fact_line(quota, "%s%s%s/cpu.cfs_quota_us", root, mount, group) ||
        !fact_line(period, "%s%s%s/cpu.cfs_period_us", root, mount, group))
        return UINT_MAX;
    return processors(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

static const struct hierarchy {
    const char *mount_type;
    const char *controller; /* in its mount options and in /proc/self/cgroup; "": v2 names none */
    unsigned (*quota)(const char *root, const char *mount, const char *group);
} hierarchies[] = {
    { "cgroup2", "", quota_v2 },
    { "cgroup", "cpu", quota_v1 },
};

static FILE *open_below(const char *root, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s%s", root, name);
    return length < PATH_MAX ? fopen(path, "re") : NULL;
}

/* Is `word` one of the comma-separated `words`? */
static bool lists(char *words, const char *word)
{
    return hasmntopt(&(struct mntent){ .mnt_opts = words }, word) != NULL;
}

/* The path of this process's group in the hierarchy, as malloc'd text; NULL where it has none.
 * Lines of /proc/self/cgroup are ID:CONTROLLERS:PATH. */
static char *own_group(const char *root, const char *controller)
{
    FILE *file = open_below(root, "/proc/self/cgroup");
    if (file == NULL)
        return NULL;
    char *line = NULL;
    char *group = NULL;
    size_t bytes = 0;
    while (group == NULL && getline(&line, &bytes, file) > 0) {
        char *rest = line;
        (void)strsep(&rest, ":");
        char *controllers = strsep(&rest, ":");
        if (rest != NULL &&
            (*controller == '\0' ? *controllers == '\0' : lists(controllers, controller)))
            group = strndup(rest, strcspn(rest, "\n"));
    }
    free(line);
    (void)fclose(file);
    return group;
}

/* The least quota of the group and its ancestors, up to the mount itself. Inside a container the
 * group's path may be the host's, with the mount showing only its end: folders that are not there
 * set no quota, and the mount's own counts. */
static unsigned climb(const struct hierarchy *hierarchy, const char *root, const char *mount)
{
    unsigned least = UINT_MAX;
    char *group = own_group(root, hierarchy->controller);
    if (group == NULL)
        return least;
    char *end = group + strlen(group);
    while (end != NULL) {
        *end = '\0';
        unsigned quota = hierarchy->quota(root, mount, group);
        least = quota < least ? quota : least;
        end = strrchr(group, '/');
    }
    free(group);
    return least;
}

unsigned limits_quota_processors(const char *root)
{
    FILE *mounts = open_below(root, "/proc/self/mounts");
    if (mounts == NULL)
        return UINT_MAX;
    unsigned least = UINT_MAX;
    struct mntent entry;
    char text[2 * PATH_MAX];
    while (getmntent_r(mounts, &entry, text, sizeof text) != NULL) {
        for (size_t i = 0; i < sizeof hierarchies / sizeof *hierarchies; i++) {
            const struct hierarchy *hierarchy = &hierarchies[i];
            if (strcmp(entry.mnt_type, hierarchy->mount_type) != 0 ||
                (*hierarchy->controller != '\0' && !lists(entry.mnt_opts, hierarchy->controller)))
                continue;
            unsigned quota = climb(hierarchy, root, entry.mnt_dir);
            least = quota < least ? quota : least;
        }
    }
    endmntent(mounts);
    return least;
}

/* The kernel refuses a mask shorter than its own, whose length is unknown. */
static unsigned affinity_processors(void)
{
    for (size_t bits = CPU_SETSIZE; bits <= MASK_BITS_MAX; bits *= 2) {
        cpu_set_t *mask = CPU_ALLOC(bits);
        if (mask == NULL)
            break;
        size_t bytes = CPU_ALLOC_SIZE(bits);
        int count = sched_getaffinity(0, bytes, mask) == 0 ? CPU_COUNT_S(bytes, mask) : 0;
        CPU_FREE(mask);
        if (count > 0)
            return (unsigned)count;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

unsigned limits_usable_processors(void)
{
    unsigned affinity = affinity_processors();
    unsigned quota = limits_quota_processors("");
    return quota < affinity ? quota : affinity;
}
