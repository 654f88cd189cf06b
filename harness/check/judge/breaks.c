/* SPDX-License-Identifier: MIT */
/* The stable cause codes of breaks. */
#include "check/judge/breaks.h"

const struct break_row break_rows[BREAKS] = {
#define ROW(identifier, code, expected, cause) { code, expected, cause },
#include "check/judge/break_rows.h"
#undef ROW
};
