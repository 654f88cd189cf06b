/* SPDX-License-Identifier: MIT */
/* Whole numbers from words, strictly. */
#ifndef FORKSCALE_KIT_NUMBER_H
#define FORKSCALE_KIT_NUMBER_H

#include <stdint.h>

/* Reads a decimal whole number that is all of `text`: an optional minus and digits, nothing else
 * (no space, plus, exponent, hex or unit). Returns 0, EINVAL when it is no such number, or ERANGE
 * when it is outside min … max; *number is set only on 0. */
int number_parse(const char *text, int64_t min, int64_t max, int64_t *number);

#endif
