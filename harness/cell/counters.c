/* SPDX-License-Identifier: MIT */
/* Hardware counters of the cell and all that it starts. */
#include "cell/counters.h"
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MISSES_OF(cache)                                                                           \
    ((cache) | PERF_COUNT_HW_CACHE_OP_READ << 8 | PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

static const struct {
    uint32_t type;
    uint64_t config;
} events[COUNTERS] = {
    [COUNT_INSTRUCTIONS] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
    [COUNT_CYCLES] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
    [COUNT_CACHE_MISSES] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
    [COUNT_TLB_MISSES] = { PERF_TYPE_HW_CACHE, MISSES_OF(PERF_COUNT_HW_CACHE_DTLB) },
};

static int open_event(size_t counter, bool with_kernel)
{
    struct perf_event_attr attributes = {
        .type = events[counter].type,
        .size = sizeof attributes,
        .config = events[counter].config,
        .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        .inherit = 1,
        .exclude_kernel = with_kernel ? 0 : 1,
        .exclude_hv = with_kernel ? 0 : 1,
    };
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void counters_open(struct counters *counters, struct counts *counts)
{
    /* All of them with the kernel, or none: their ratios must mean something. */
    bool with_kernel = true;
    for (size_t counter = 0; counter < COUNTERS; counter++) {
        int fd = open_event(counter, with_kernel);
        if (fd < 0 && (errno == EACCES || errno == EPERM) && counter == 0) {
            with_kernel = false;
            fd = open_event(counter, with_kernel);
        }
        counters->fds[counter] = fd;
        counts->error[counter] = fd < 0 ? errno : 0;
    }
    counts->has_kernel = with_kernel;
}

void counters_read(const struct counters *counters, struct counts *counts, enum count_phase phase,
                   int sign)
{
    struct {
        uint64_t value;
        uint64_t enabled_ns;
        uint64_t running_ns;
    } now;
    for (size_t counter = 0; counter < COUNTERS; counter++) {
        if (counters->fds[counter] < 0)
            continue;
        if (read(counters->fds[counter], &now, sizeof now) != sizeof now) {
            counts->error[counter] = EIO;
            continue;
        }
        double turns = now.running_ns > 0 ? (double)now.enabled_ns / (double)now.running_ns : 0;
        counts->value[phase][counter] += sign * (double)now.value * turns;
    }
}
