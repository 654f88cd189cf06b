/* SPDX-License-Identifier: MIT */
/* Memory: what is left of it, and how it is laid out. */
#include "doctor/doctor.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB_PER_GIB 1048576.
#define GIB_LEAST   1.
#define SHARE_LEAST 0.1

/* The number behind KEY in /proc/meminfo, in kB; −1 where there is none. */
static long long meminfo(const char *root, const char *key)
{
    char path[PATH_MAX];
    char line[DOCTOR_LINE];
    long long number = -1;
    snprintf(path, sizeof path, "%s/proc/meminfo", root);
    FILE *file = fopen(path, "re");
    while (file != NULL && number < 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == ':')
            number = strtoll(line + strlen(key) + 1, NULL, 10);
    if (file != NULL)
        (void)fclose(file);
    return number;
}

void examine_memory(const char *root, struct diagnosis *diagnosis)
{
    long long all = meminfo(root, "MemTotal");
    long long left = meminfo(root, "MemAvailable");
    if (all <= 0 || left < 0) {
        diagnose_unknown(diagnosis, "/proc/meminfo does not have MemAvailable");
        return;
    }
    double gib = (double)left / KIB_PER_GIB;
    bool is_little = gib < GIB_LEAST || (double)left < SHARE_LEAST * (double)all;
    if (is_little)
        diagnose_warning(diagnosis, "end what uses it; the kernel reclaims pages during runs",
                         "%.1f of %.1f GiB are left", gib, (double)all / KIB_PER_GIB);
    else
        diagnose_ok(diagnosis, "%.1f of %.1f GiB are left", gib, (double)all / KIB_PER_GIB);
}

void examine_swap(const char *root, struct diagnosis *diagnosis)
{
    long long all = meminfo(root, "SwapTotal");
    long long left = meminfo(root, "SwapFree");
    if (all < 0 || left < 0)
        diagnose_unknown(diagnosis, "/proc/meminfo does not have SwapFree");
    else if (all == 0)
        diagnose_ok(diagnosis, "none");
    else if (left == all)
        diagnose_ok(diagnosis, "none is used");
    else
        diagnose_warning(diagnosis, "swapoff -a, if memory is left",
                         "%.1f GiB are swapped out, and come back during runs",
                         (double)(all - left) / KIB_PER_GIB);
}

void examine_huge_pages(const char *root, struct diagnosis *diagnosis)
{
    char line[DOCTOR_LINE];
    doctor_line(root, "/sys/kernel/mm/transparent_hugepage/enabled", line);
    if (line[0] == '\0')
        diagnose_unknown(diagnosis, "the kernel has no transparent huge pages, or hides them");
    else if (strstr(line, "[always]") != NULL)
        diagnose_warning(diagnosis, "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
                         "always: khugepaged joins pages while strategies run");
    else
        diagnose_ok(diagnosis, "%s", strstr(line, "[madvise]") != NULL ? "madvise" : "never");
}

/* One layout for all repetitions would be a bias that looks like the strategy's (Mytkowicz et al.,
 * "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009). */
void examine_layout(const char *root, struct diagnosis *diagnosis)
{
    char line[DOCTOR_LINE];
    doctor_line(root, "/proc/sys/kernel/randomize_va_space", line);
    if (line[0] == '\0')
        diagnose_unknown(diagnosis, "the kernel does not show randomize_va_space");
    else if (line[0] == '0')
        diagnose_warning(diagnosis, "echo 2 > /proc/sys/kernel/randomize_va_space",
                         "the same in each repetition, so its effect looks like the strategy's");
    else
        diagnose_ok(diagnosis, "random in each repetition, so medians average over it");
}
