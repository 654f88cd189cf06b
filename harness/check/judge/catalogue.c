/* SPDX-License-Identifier: MIT */
/* The properties, and the ways to break them. */
#include "check/judge/check.h"

const struct property properties[] = {
#define ROW(id, title, judge, deadline_s, thorough_deadline_s)                                     \
    { id, title, judge, deadline_s, thorough_deadline_s },
#include "check/judge/property_rows.h"
#undef ROW
    { NULL, NULL, NULL, 0, 0 },
};

const struct break_row break_rows[BREAKS] = {
#define ROW(identifier, code, expected, cause) { code, expected, cause },
#include "check/judge/break_rows.h"
#undef ROW
};
