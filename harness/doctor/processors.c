/* SPDX-License-Identifier: MIT */
/* The processors: how fast they run, what they share, and how many this process may use. */
#include "doctor/doctor.h"
#include "kit/limits.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CPU "/sys/devices/system/cpu"

/* Counts the processors that are there, those whose file has the same line as the first, and those
 * that have the file at all. */
struct survey {
    unsigned processors;
    unsigned with_file;
    unsigned alike;
    char first[DOCTOR_LINE];
};

static struct survey survey(const char *root, const char *file)
{
    struct survey survey = { .processors = 0 };
    for (;; survey.processors++) {
        char path[PATH_MAX];
        char line[DOCTOR_LINE];
        snprintf(path, sizeof path, "%s" CPU "/cpu%u", root, survey.processors);
        if (access(path, F_OK) != 0)
            return survey;
        snprintf(path, sizeof path, CPU "/cpu%u/%s", survey.processors, file);
        if (doctor_line(root, path, line)[0] == '\0')
            continue;
        if (survey.with_file++ == 0)
            memcpy(survey.first, line, sizeof line);
        survey.alike += strcmp(line, survey.first) == 0 ? 1 : 0;
    }
}

void examine_governor(const char *root, struct diagnosis *diagnosis)
{
    const char *remedy = "cpupower frequency-set -g performance";
    struct survey found = survey(root, "cpufreq/scaling_governor");
    if (found.with_file == 0)
        diagnose_unknown(diagnosis, "the kernel has no cpufreq: a hypervisor decides, or firmware");
    else if (found.alike < found.with_file)
        diagnose_warning(diagnosis, remedy, "not the same on all processors; the first has %s",
                         found.first);
    else if (strcmp(found.first, "performance") == 0)
        diagnose_ok(diagnosis, "performance");
    else
        diagnose_warning(diagnosis, remedy, "%s", found.first);
}

void examine_turbo(const char *root, struct diagnosis *diagnosis)
{
    char intel[DOCTOR_LINE];
    char boost[DOCTOR_LINE];
    doctor_line(root, CPU "/intel_pstate/no_turbo", intel);
    doctor_line(root, CPU "/cpufreq/boost", boost);
    bool is_off = intel[0] != '\0' ? intel[0] == '1' : boost[0] == '0';
    if (intel[0] == '\0' && boost[0] == '\0')
        diagnose_unknown(diagnosis, "the kernel shows neither intel_pstate nor boost");
    else if (is_off)
        diagnose_ok(diagnosis, "off");
    else
        diagnose_warning(diagnosis,
                         intel[0] != '\0' ? "echo 1 > " CPU "/intel_pstate/no_turbo"
                                          : "echo 0 > " CPU "/cpufreq/boost",
                         "on: serial runs faster than each of many workers, so speedups are less");
}

void examine_smt(const char *root, struct diagnosis *diagnosis)
{
    char line[DOCTOR_LINE];
    doctor_line(root, CPU "/smt/active", line);
    if (line[0] == '\0')
        diagnose_unknown(diagnosis, "the kernel does not show smt/active");
    else if (line[0] == '0')
        diagnose_ok(diagnosis, "each processor is a core");
    else
        diagnose_warning(diagnosis,
                         "forkscale run -j N with N at most the cores; or echo off > " CPU
                         "/smt/control",
                         "two processors share a core, and its units and caches");
}

void examine_cores(const char *root, struct diagnosis *diagnosis)
{
    struct survey capacity = survey(root, "cpu_capacity");
    struct survey rate = survey(root, "cpufreq/cpuinfo_max_freq");
    if (capacity.processors == 0)
        diagnose_unknown(diagnosis, "the kernel does not list its processors in /sys");
    else if (capacity.alike < capacity.with_file || rate.alike < rate.with_file)
        diagnose_warning(diagnosis, "taskset -c with processors of one kind",
                         "%u processors of different capacity", capacity.processors);
    else if (capacity.with_file + rate.with_file > 0)
        diagnose_ok(diagnosis, "%u processors, all alike", capacity.processors);
    else
        diagnose_ok(diagnosis, "%u processors; none shows a capacity of its own",
                    capacity.processors);
}

void examine_affinity(const char *root, struct diagnosis *diagnosis)
{
    unsigned there = survey(root, "").processors;
    unsigned allowed = limits_affinity_processors();
    if (there == 0)
        diagnose_unknown(diagnosis, "the kernel does not list its processors in /sys");
    else if (allowed < there)
        diagnose_warning(diagnosis, "start it without taskset, or in a wider cpuset",
                         "%u of %u processors are allowed", allowed, there);
    else
        diagnose_ok(diagnosis, "all %u processors are allowed", there);
}

void examine_quota(const char *root, struct diagnosis *diagnosis)
{
    unsigned quota = limits_quota_processors(root);
    if (quota == UINT_MAX)
        diagnose_ok(diagnosis, "none");
    else
        diagnose_warning(diagnosis, "run it in a control group without cpu.max",
                         "about %u processors' time; workers are stopped when it is used up",
                         quota);
}
