/* SPDX-License-Identifier: MIT */
/* Whole numbers from words: what is one, what is none, what is out of range. */
#include "kit/number.h"
#include "check.h"
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

#define UNTOUCHED 4711

static const struct {
    const char *text;
    int64_t min;
    int64_t max;
    int error;
    int64_t number; /* where there is no error */
} cases[] = {
    { "0", 0, 0, 0, 0 },
    { "-0", 0, 0, 0, 0 },
    { "007", 0, 10, 0, 7 },
    { "-3", -3, 10, 0, -3 },
    { "10", -3, 10, 0, 10 },
    { "9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX },
    { "-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN },
    { "-4", -3, 10, ERANGE, 0 },
    { "11", -3, 10, ERANGE, 0 },
    { "2147483648", 0, 2147483647, ERANGE, 0 },
    { "9223372036854775808", INT64_MIN, INT64_MAX, ERANGE, 0 },
    { "-9223372036854775809", INT64_MIN, INT64_MAX, ERANGE, 0 },
    { "99999999999999999999999999999999999999999999", INT64_MIN, INT64_MAX, ERANGE, 0 },
    { "", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "-", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "--1", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "+1", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { " 4", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "4 ", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "4\n", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "4x", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "0x10", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "1e3", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "1.0", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "1,000", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "nan", INT64_MIN, INT64_MAX, EINVAL, 0 },
    { "\xd9\xa3", INT64_MIN, INT64_MAX, EINVAL, 0 }, /* an Arabic three */
    { "\xff", INT64_MIN, INT64_MAX, EINVAL, 0 },
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t number = UNTOUCHED;
        errno = ERANGE; /* what an earlier call left must not matter */
        int error = number_parse(cases[i].text, cases[i].min, cases[i].max, &number);
        int64_t expected = cases[i].error == 0 ? cases[i].number : UNTOUCHED;
        CHECK(error == cases[i].error, "'%s' gives error %d", cases[i].text, error);
        CHECK(number == expected, "'%s' gives %" PRId64, cases[i].text, number);
    }
    return check_end();
}
