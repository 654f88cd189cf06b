/* SPDX-License-Identifier: MIT */
/* The properties of property_rows.h, and the breaks of break_rows.h. */
#ifndef FORKSCALE_CHECK_JUDGE_CATALOGUE_H
#define FORKSCALE_CHECK_JUDGE_CATALOGUE_H

struct check;

/* A property of strategies. */
struct property {
    const char *id;
    const char *title; /* "every item is run exactly once" */
    void (*judge)(struct check *check);
    double deadline_s; /* for all of its scenarios together … */
    double thorough_deadline_s;
};

/* All of them, ended by one without id. */
extern const struct property properties[];

/* What each judges stands above it. */
#define ROW(id, title, judge, deadline_s, thorough_deadline_s) void judge(struct check *check);
#include "check/judge/property_rows.h"
#undef ROW

enum break_code {
#define ROW(identifier, code, expected, cause) BREAK_##identifier,
#include "check/judge/break_rows.h"
#undef ROW
    BREAKS
};

struct break_row {
    const char *code;     /* "lost-worker-death": stable */
    const char *expected; /* what a strategy that keeps the property does */
    const char *cause;    /* the usual one */
};

extern const struct break_row break_rows[BREAKS];

#endif
