/* SPDX-License-Identifier: MIT */
/* What of this machine disturbs a measurement, and what helps. Reads only, and needs no privilege. */
#ifndef FORKSCALE_DOCTOR_DOCTOR_H
#define FORKSCALE_DOCTOR_DOCTOR_H

#include "machine/fact.h"

enum doctor_state {
    DOCTOR_UNKNOWN, /* the machine does not show it */
    DOCTOR_OK,
    DOCTOR_WARN,
};

#define DOCTOR_TEXT 160

/* Zero: unknown. */
struct diagnosis {
    enum doctor_state state;
    char seen[DOCTOR_TEXT]; /* what was found */
    char remedy
        [DOCTOR_TEXT]; /* of DOCTOR_WARN: what helps; of DOCTOR_UNKNOWN: why it is not known */
};

/* One thing that is looked at. `root` goes before every path read: "" is the machine itself. */
struct examination {
    const char *name;
    const char *question; /* a line of the documentation */
    void (*examine)(const char *root, struct diagnosis *diagnosis);
};

/* In the order in which they are shown, ended by a row without a name. */
extern const struct examination examinations[];

/* Keeps this processor busy for so long, and says what that shows: a line for the processor time that
 * strangers and the hypervisor took meanwhile, and one for the spread of equal pieces of work, with the
 * least difference that `blocks` blocks would resolve. Returns 0 or ENOMEM. */
int doctor_listen(const char *root, double seconds, unsigned blocks, struct diagnosis *strangers,
                  struct diagnosis *jitter);

/* --- for the examinations --------------------------------------------------------------------- */

void diagnose_ok(struct diagnosis *diagnosis, const char *seen, ...)
    __attribute__((format(printf, 2, 3)));

/* The remedy is written as it is. */
void diagnose_warning(struct diagnosis *diagnosis, const char *remedy, const char *seen, ...)
    __attribute__((format(printf, 3, 4)));

void diagnose_unknown(struct diagnosis *diagnosis, const char *why);

#define DOCTOR_LINE FACT_TEXT_BYTES

/* The first line of ROOT/PATH without its end; "" when there is none. Returns `line`. */
const char *doctor_line(const char *root, const char *path, char line[static DOCTOR_LINE]);

/* processors.c, memory.c, kernel.c */
void examine_governor(const char *root, struct diagnosis *diagnosis);
void examine_turbo(const char *root, struct diagnosis *diagnosis);
void examine_smt(const char *root, struct diagnosis *diagnosis);
void examine_cores(const char *root, struct diagnosis *diagnosis);
void examine_affinity(const char *root, struct diagnosis *diagnosis);
void examine_quota(const char *root, struct diagnosis *diagnosis);
void examine_memory(const char *root, struct diagnosis *diagnosis);
void examine_swap(const char *root, struct diagnosis *diagnosis);
void examine_huge_pages(const char *root, struct diagnosis *diagnosis);
void examine_layout(const char *root, struct diagnosis *diagnosis);
void examine_load(const char *root, struct diagnosis *diagnosis);
void examine_clock(const char *root, struct diagnosis *diagnosis);
void examine_timer_slack(const char *root, struct diagnosis *diagnosis);
void examine_counters(const char *root, struct diagnosis *diagnosis);

#endif
