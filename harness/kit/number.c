/* SPDX-License-Identifier: MIT */
/* Whole numbers from words, strictly. */
#include "kit/number.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

int number_parse(const char *text, int64_t min, int64_t max, int64_t *number)
{
    /* strtoimax would skip white space and take a plus: look at the characters first. */
    const char *digit = text[0] == '-' ? text + 1 : text;
    if (*digit == '\0')
        return EINVAL;
    for (; *digit != '\0'; digit++)
        if (!isdigit((unsigned char)*digit))
            return EINVAL;

    errno = 0;
    intmax_t parsed = strtoimax(text, NULL, 10);
    if (errno != 0 || parsed < min || parsed > max)
        return ERANGE;
    *number = parsed;
    return 0;
}
