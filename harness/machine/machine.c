/* SPDX-License-Identifier: MIT */
/* The machine and its state: its processors and its clock are here; topology.c and system.c add the
 * rest. */
#include "machine/machine.h"
#include "kit/clock.h"
#include "kit/limits.h"
#include "machine/fact.h"
#include <glob.h>
#include <gsl/gsl_statistics_double.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#define CPU "/sys/devices/system/cpu/"

/* The state of a switch in /sys, where `on` is the line that means on. */
static json_t *switch_state(const char *path, const char *on)
{
    char line[FACT_TEXT_BYTES];
    if (!fact_line(line, "%s", path))
        return fact_unavailable();
    return fact_text(strcmp(line, on) == 0 ? "on" : "off");
}

/* The driver of Intel's processors has a switch of its own, with the opposite meaning. */
static json_t *boost(void)
{
    const char *intel = CPU "intel_pstate/no_turbo";
    return access(intel, R_OK) == 0 ? switch_state(intel, "0")
                                    : switch_state(CPU "cpufreq/boost", "1");
}

#if defined(__x86_64__) || defined(__i386__)
/* The CPUID instruction reports a hypervisor to its guests: a flag, and a leaf with its name. */
static json_t *hypervisor(void)
{
    const unsigned features = 1;
    const unsigned name_leaf = 0x40000000;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (!__get_cpuid(features, &a, &b, &c, &d))
        return fact_unavailable();
    if (c >> 31 == 0)
        return fact_text("none");
    unsigned name[4] = { 0 }; /* 12 letters, and an end */
    __cpuid(name_leaf, a, name[0], name[1], name[2]);
    return fact_text(name[0] != 0 ? (const char *)name : "unnamed");
}
#else
static json_t *hypervisor(void)
{
    return fact_file("/sys/hypervisor/type");
}
#endif

/* Virtual machines often have none. */
static json_t *hardware_counters(void)
{
    struct perf_event_attr cycles = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof cycles,
        .config = PERF_COUNT_HW_CPU_CYCLES,
        .exclude_kernel = 1, /* what an ordinary user may count */
        .exclude_hv = 1,
    };
    long fd = syscall(SYS_perf_event_open, &cycles, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0)
        return fact_unavailable();
    close((int)fd);
    return fact_text("available");
}

/* The mitigations of the processor's flaws, where it has any: they can make every system call
 * expensive. */
static json_t *mitigations(void)
{
    glob_t found = { 0 };
    if (glob(CPU "vulnerabilities/*", 0, NULL, &found) != 0) {
        globfree(&found);
        return fact_unavailable();
    }
    json_t *object = json_object();
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char line[FACT_TEXT_BYTES];
        const char *path = found.gl_pathv[i];
        if (fact_line(line, "%s", path) && strcmp(line, "Not affected") != 0)
            object = fact_put(object, strrchr(path, '/') + 1, fact_text(line));
    }
    globfree(&found);
    return object;
}

/* The median over batches, few and short because a read may be a system call. */
static json_t *clock_read_ns(void)
{
    enum { BATCHES = 9, READS = 200 };
    double cost_ns[BATCHES];
    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t begin_ns = clock_now();
        uint64_t end_ns = begin_ns;
        for (int i = 0; i < READS; i++)
            end_ns = clock_now();
        cost_ns[batch] = (double)(end_ns - begin_ns) / READS;
    }
    return json_real(gsl_stats_median(cost_ns, 1, BATCHES));
}

static json_t *processor_facts(void)
{
    const char *clocks = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    return json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "usable_processors",
        (json_int_t)limits_usable_processors(), "smt", switch_state(CPU "smt/active", "1"),
        "governor", fact_file(CPU "cpu0/cpufreq/scaling_governor"), "boost", boost(), "hypervisor",
        hypervisor(), "hardware_counters", hardware_counters(), "mitigations", mitigations(),
        "clock_source", fact_file(clocks), "clock_read_ns", clock_read_ns());
}

json_t *machine_facts(void)
{
    json_t *facts = topology_facts();
    if (json_object_update_new(facts, processor_facts()) == 0 &&
        json_object_update_new(facts, system_facts()) == 0)
        return facts;
    json_decref(facts);
    return NULL;
}
