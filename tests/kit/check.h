/* SPDX-License-Identifier: MIT */
/* What the programs of kit.bats share: a check that says where it failed, and how many there
 * were. */
#ifndef FORKSCALE_TESTS_KIT_CHECK_H
#define FORKSCALE_TESTS_KIT_CHECK_H

#include <stdio.h>

#define FAILURES_SHOWN 20

static unsigned long checks;
static unsigned long failures;

/* Goes on when `condition` does not hold; what follows it, as for printf, says with which
 * values. */
#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        checks++;                                                                                  \
        if (!(condition) && failures++ < FAILURES_SHOWN) {                                         \
            printf("%s:%d: not so: %s: ", __FILE__, __LINE__, #condition);                         \
            printf(__VA_ARGS__);                                                                   \
            putchar('\n');                                                                         \
        }                                                                                          \
    } while (0)

/* The last line of main: says how many checks there were, for none is no test. */
static inline int check_end(void)
{
    printf("%lu of %lu checks hold\n", checks - failures, checks);
    return failures == 0 ? 0 : 1;
}

#endif
