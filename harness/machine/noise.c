/* SPDX-License-Identifier: MIT */
/* Counters of disturbance, and their differences. */
#include "machine/noise.h"
#include "kit/clock.h"
#include "kit/groups.h"
#include "kit/io.h"
#include "kit/limits.h"
#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define STAT_BYTES (64 << 10) /* the lines of 500 processors */
#define GROUPS_MAX 16

/* All count up from some beginning, but `runnable`. NaN: not available. */
struct reading {
    double clock_ns;
    double own_ns; /* processor time of this process and the children that it has waited for */
    double idle_ns;
    double steal_ns;
    double throttled_ns;
    double pressure_ns;
    double runnable;
};

struct noise_meter {
    char *root;
    char *groups[GROUPS_MAX]; /* folders of control groups */
    unsigned group_count;
    cpu_set_t *mask;
    size_t mask_bytes;
    unsigned processors; /* of the mask that are online */
    unsigned lines;      /* of /proc/stat that are summed up */
    double carry_ns;     /* strangers' time that was counted too much: at most 0 */
    struct reading begin;
    char text[STAT_BYTES];
};

/* Reads the beginning of FOLDER/NAME into `meter->text`. Returns false where there is none. The
 * files are not kept open: the limit of descriptors may leave just enough for the rest. */
static bool take_text(struct noise_meter *meter, const char *folder, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s%s", folder, name);
    int fd = length < PATH_MAX ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t got = fd >= 0 ? read(fd, meter->text, sizeof meter->text - 1) : -1;
    fd_close(&fd);
    meter->text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* The number behind `key` in the text, times `unit_ns`. */
static double find(const char *text, const char *key, double unit_ns)
{
    const char *at = strstr(text, key);
    return at != NULL ? strtod(at + strlen(key), NULL) * unit_ns : (double)NAN;
}

/* --- processors -------------------------------------------------------------------------------- */

/* A line "cpu0 user nice system idle iowait irq softirq steal …", in ticks; "cpu " sums up all. */
struct processor_line {
    double total;
    double idle;
    double steal; /* NaN before Linux 2.6.11 */
};

static struct processor_line parse(const char *numbers)
{
    enum { IDLE = 3, IOWAIT = 4, STEAL = 7, FIELDS = 8 };
    struct processor_line line = { .steal = (double)NAN };
    for (int field = 0; field < FIELDS && *numbers != '\n'; field++) {
        char *rest;
        double ticks = strtod(numbers, &rest);
        if (rest == numbers)
            break;
        numbers = rest;
        line.total += ticks;
        line.idle += field == IDLE || field == IOWAIT ? ticks : 0;
        line.steal = field == STEAL ? ticks : line.steal;
    }
    return line;
}

/* Is the line that of a processor, "cpu7 …", in our mask? */
static bool is_ours(const struct noise_meter *meter, const char *line)
{
    return meter->mask == NULL ||
           CPU_ISSET_S((size_t)strtoul(line + 3, NULL, 10), meter->mask_bytes, meter->mask);
}

/* The line that sums up all is exact to a tick, so it is taken where all are ours. */
static void read_processors(struct noise_meter *meter, struct reading *reading)
{
    double tick_ns = (double)NS_PER_S / (double)sysconf(_SC_CLK_TCK);
    unsigned online = 0;
    unsigned ours = 0;
    struct processor_line all = { .steal = (double)NAN };
    struct processor_line sum = { 0 };
    reading->idle_ns = (double)NAN;
    reading->steal_ns = (double)NAN;
    if (!take_text(meter, meter->root, "/proc/stat"))
        return;
    for (const char *line = meter->text; strncmp(line, "cpu", 3) == 0;) {
        struct processor_line one = parse(line + 3 + strcspn(line + 3, " \n"));
        if (!isdigit((unsigned char)line[3])) {
            all = one;
        } else if (++online > 0 && is_ours(meter, line)) {
            ours++;
            sum.idle += one.idle;
            sum.steal += one.steal;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    meter->processors = ours;
    meter->lines = ours == online ? 1 : ours;
    /* Sandboxes such as gVisor show the file with zeros in it. */
    if (!(all.total > 0) || ours == 0)
        return;
    reading->idle_ns = (ours == online ? all : sum).idle * tick_ns;
    reading->steal_ns = (ours == online ? all : sum).steal * tick_ns;
}

/* --- the rest ---------------------------------------------------------------------------------- */

static double own_ns(void)
{
    double sum_ns = 0;
    static const int whose[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
    for (int i = 0; i < 2; i++) {
        struct rusage usage;
        getrusage(whose[i], &usage);
        sum_ns += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * (double)NS_PER_S +
                  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3;
    }
    return sum_ns;
}

/* cpu.stat has "throttled_usec" in version 2 and "throttled_time", in ns, in version 1; without a
 * quota to be throttled by, as in the root of version 2, neither. */
static double throttled_ns(const char *text)
{
    double ns = find(text, "throttled_usec ", 1e3);
    return isnan(ns) ? find(text, "throttled_time ", 1) : ns;
}

static double read_groups(struct noise_meter *meter)
{
    double sum_ns = (double)NAN;
    for (unsigned i = 0; i < meter->group_count; i++) {
        bool has_text = take_text(meter, meter->groups[i], "/cpu.stat");
        double ns = has_text ? throttled_ns(meter->text) : (double)NAN;
        if (!isnan(ns))
            sum_ns = (isnan(sum_ns) ? 0 : sum_ns) + ns;
    }
    return sum_ns;
}

/* /proc/loadavg: "0.20 0.18 0.12 RUNNABLE/TASKS LAST_PID"; this process is one of them. */
static double read_runnable(struct noise_meter *meter)
{
    if (!take_text(meter, meter->root, "/proc/loadavg"))
        return (double)NAN;
    char *at = meter->text;
    for (int average = 0; average < 3; average++)
        (void)strtod(at, &at);
    double runnable = strtod(at, &at);
    return *at == '/' ? fmax(runnable - 1, 0) : (double)NAN;
}

static struct reading take(struct noise_meter *meter)
{
    struct reading reading = { .runnable = read_runnable(meter) };
    reading.throttled_ns = read_groups(meter);
    bool has_pressure = take_text(meter, meter->root, "/proc/pressure/cpu");
    reading.pressure_ns = has_pressure ? find(meter->text, " total=", 1e3) : (double)NAN;
    read_processors(meter, &reading);
    reading.own_ns = own_ns();
    reading.clock_ns = (double)clock_now();
    return reading;
}

/* --- the meter --------------------------------------------------------------------------------- */

static void add_group(void *context, enum group_version version, const char *folder)
{
    (void)version;
    struct noise_meter *meter = context;
    char *copy = meter->group_count < GROUPS_MAX ? strdup(folder) : NULL;
    if (copy != NULL)
        meter->groups[meter->group_count++] = copy;
}

struct noise_meter *noise_open(const char *root)
{
    struct noise_meter *meter = calloc(1, sizeof *meter);
    if (meter == NULL)
        return NULL;
    meter->root = strdup(root);
    if (meter->root == NULL) {
        free(meter);
        return NULL;
    }
    groups_visit(root, "cpu", add_group, meter);
    meter->mask = limits_affinity(&meter->mask_bytes);
    return meter;
}

void noise_close(struct noise_meter *meter)
{
    if (meter == NULL)
        return;
    for (unsigned i = 0; i < meter->group_count; i++)
        free(meter->groups[i]);
    CPU_FREE(meter->mask);
    free(meter->root);
    free(meter);
}

void noise_begin(struct noise_meter *meter)
{
    meter->begin = take(meter);
}

/* The strangers' time with what earlier figures had too much taken off; NaN stays NaN. */
static double settle(struct noise_meter *meter, double strangers_ns)
{
    if (isnan(strangers_ns))
        return strangers_ns;
    double rest_ns = strangers_ns + meter->carry_ns;
    meter->carry_ns = fmin(rest_ns, 0);
    return fmax(rest_ns, 0);
}

/* Some counters go back at times; NaN stays NaN. */
static double risen(double begin, double end)
{
    return end < begin ? 0 : end - begin;
}

struct noise noise_end(struct noise_meter *meter)
{
    enum { COUNTERS = 3 }; /* idle, iowait, steal: each is cut off to whole ticks */
    const struct reading *begin = &meter->begin;
    struct reading end = take(meter);
    struct noise noise = {
        .wall_ns = end.clock_ns - begin->clock_ns,
        .steal_ns = risen(begin->steal_ns, end.steal_ns),
        .throttled_ns = risen(begin->throttled_ns, end.throttled_ns),
        .pressure_ns = risen(begin->pressure_ns, end.pressure_ns),
        .runnable = (begin->runnable + end.runnable) / 2,
    };
    double steal_ns = isnan(noise.steal_ns) ? 0 : noise.steal_ns;
    double own_ns = end.own_ns - begin->own_ns;
    noise.strangers_ns = settle(meter, meter->processors * noise.wall_ns - steal_ns - own_ns -
                                           risen(begin->idle_ns, end.idle_ns));
    double tick_ns = (double)NS_PER_S / (double)sysconf(_SC_CLK_TCK);
    noise.error_ns = isnan(noise.strangers_ns) ? (double)NAN : COUNTERS * meter->lines * tick_ns;
    return noise;
}
