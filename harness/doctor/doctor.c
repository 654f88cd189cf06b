/* SPDX-License-Identifier: MIT */
/* The examinations, in their order. */
#include "doctor/doctor.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct examination examinations[] = {
    { "governor", "does the kernel change the clock rate of the processors?", examine_governor },
    { "turbo", "do processors run faster while few of them work?", examine_turbo },
    { "smt", "do two processors share a core?", examine_smt },
    { "cores", "are all processors alike?", examine_cores },
    { "affinity", "may this process use all processors?", examine_affinity },
    { "quota", "do control groups limit processor time?", examine_quota },
    { "memory", "is there memory left?", examine_memory },
    { "swap", "has memory been swapped out?", examine_swap },
    { "huge pages", "does the kernel make huge pages by itself?", examine_huge_pages },
    { "layout", "do addresses differ between repetitions?", examine_layout },
    { "load", "do other programs run?", examine_load },
    { "clock", "is the clock cheap to read?", examine_clock },
    { "timer slack", "how late may a sleep end?", examine_timer_slack },
    { "counters", "are hardware counters there?", examine_counters },
    { 0 },
};

void diagnose_ok(struct diagnosis *diagnosis, const char *seen, ...)
{
    va_list arguments;
    va_start(arguments, seen);
    diagnosis->state = DOCTOR_OK;
    vsnprintf(diagnosis->seen, sizeof diagnosis->seen, seen, arguments);
    va_end(arguments);
}

void diagnose_warning(struct diagnosis *diagnosis, const char *remedy, const char *seen, ...)
{
    va_list arguments;
    va_start(arguments, seen);
    diagnosis->state = DOCTOR_WARN;
    vsnprintf(diagnosis->seen, sizeof diagnosis->seen, seen, arguments);
    snprintf(diagnosis->remedy, sizeof diagnosis->remedy, "%s", remedy);
    va_end(arguments);
}

void diagnose_unknown(struct diagnosis *diagnosis, const char *why)
{
    diagnosis->state = DOCTOR_UNKNOWN;
    snprintf(diagnosis->remedy, sizeof diagnosis->remedy, "%s", why);
}

const char *doctor_line(const char *root, const char *path, char line[static DOCTOR_LINE])
{
    if (!fact_line(line, "%s%s", root, path))
        line[0] = '\0';
    return line;
}
