/* SPDX-License-Identifier: MIT */
/* Conformance: runs forkscale-checker, a fresh process for each property of each strategy. */
#ifndef FORKSCALE_CONFORM_CONFORMANCE_H
#define FORKSCALE_CONFORM_CONFORMANCE_H

#include "kit/error.h"
#include "module/catalogue.h"
#include "process/interrupt.h"
#include "record/finding.h"

#define CONFORMANCE_AT_ONCE_MAX 64

/* Called with each finding as it comes, in the order of strategies and, within each, of properties;
 * of an unavailable strategy once, with property 0. */
typedef void conformance_watch(void *context, const struct findings *findings, size_t strategy,
                               size_t property);

struct conformance_options {
    const struct home *home;
    /* Of each strategy of the findings, those that differ from the defaults: "k=v,k=v" or "". */
    char *const *settings;
    bool thorough;
    unsigned at_once; /* checkers, 1 … CONFORMANCE_AT_ONCE_MAX */
    struct interrupt *interrupt;
    conformance_watch *watch;
    void *watch_context;
};

/* Fills in the properties of *findings, which the checker lists. Returns 0 or an errno number; the
 * caller releases *findings in either case. */
int conformance_properties(const struct home *home, struct findings *findings, struct error *error);

/* Fills in the findings of all strategies of *findings that are available. What could not be judged
 * is a finding too. An interruption ends it early: the signal is in the interrupt then. Returns 0
 * or an errno number. */
int conformance_check(const struct conformance_options *options, struct findings *findings);

#endif
