/* SPDX-License-Identifier: MIT */
/* The kernel: what else runs, its clock, its timers, and its counters. */
#include "doctor/doctor.h"
#include "kit/clock.h"
#include "kit/limits.h"
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD_MOST     0.2 /* of a processor, in the mean of a minute */
#define CLOCK_READS   20000
#define CLOCK_NS_MOST 200
#define SLACK_NS_MOST 50000 /* Linux's default */

void examine_load(const char *root, struct diagnosis *diagnosis)
{
    char line[DOCTOR_LINE];
    char *end;
    double load = strtod(doctor_line(root, "/proc/loadavg", line), &end);
    if (end == line)
        diagnose_unknown(diagnosis, "/proc/loadavg cannot be read");
    else if (load > LOAD_MOST)
        diagnose_warning(diagnosis, "end other programs, or wait until they have",
                         "%.2f processors' work in the mean of the last minute", load);
    else
        diagnose_ok(diagnosis, "%.2f in the mean of the last minute", load);
}

static double clock_read_ns(void)
{
    uint64_t begin_ns = clock_now();
    for (int i = 0; i < CLOCK_READS; i++)
        (void)clock_now();
    return (double)(clock_now() - begin_ns) / CLOCK_READS;
}

void examine_clock(const char *root, struct diagnosis *diagnosis)
{
    char source[DOCTOR_LINE];
    doctor_line(root, "/sys/devices/system/clocksource/clocksource0/current_clocksource", source);
    double ns = clock_read_ns();
    const char *name = source[0] != '\0' ? source : "unknown";
    if (ns > CLOCK_NS_MOST)
        diagnose_warning(diagnosis, "boot with clocksource=tsc, if the processor has a stable one",
                         "%s: %.0f ns a read, by a system call", name, ns);
    else
        diagnose_ok(diagnosis, "%s: %.0f ns a read", name, ns);
}

void examine_timer_slack(const char *root, struct diagnosis *diagnosis)
{
    (void)root;
    int ns = prctl(PR_GET_TIMERSLACK);
    if (ns < 0)
        diagnose_unknown(diagnosis, strerror(errno));
    else if (ns > SLACK_NS_MOST)
        diagnose_warning(diagnosis, "start it from a shell whose timer slack is the default",
                         "%d us, so sleeping workers wake up late", ns / 1000);
    else
        diagnose_ok(diagnosis, "%d us", ns / 1000);
}

/* Opening one is the only sure test: a virtual machine may have none, whatever the setting. */
void examine_counters(const char *root, struct diagnosis *diagnosis)
{
    char paranoid[DOCTOR_LINE];
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof attributes,
        .config = PERF_COUNT_HW_INSTRUCTIONS,
        .exclude_kernel = 1,
    };
    doctor_line(root, "/proc/sys/kernel/perf_event_paranoid", paranoid);
    long fd = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    int error = errno;
    if (fd >= 0) {
        close((int)fd);
        diagnose_ok(diagnosis, "instructions can be counted");
    } else if (error == EACCES || error == EPERM) {
        diagnose_warning(diagnosis, "echo 2 > /proc/sys/kernel/perf_event_paranoid",
                         "not permitted; perf_event_paranoid is %s",
                         paranoid[0] != '\0' ? paranoid : "unknown");
    } else {
        diagnose_unknown(diagnosis, error == ENOENT || error == EOPNOTSUPP
                                        ? "unavailable: this machine has none, as many virtual ones"
                                        : strerror(error));
    }
}
