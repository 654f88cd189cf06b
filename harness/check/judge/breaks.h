/* SPDX-License-Identifier: MIT */
/* The stable cause codes of breaks: the rows of break_rows.h. */
#ifndef FORKSCALE_CHECK_JUDGE_BREAKS_H
#define FORKSCALE_CHECK_JUDGE_BREAKS_H

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
