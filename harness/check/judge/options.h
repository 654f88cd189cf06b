/* SPDX-License-Identifier: MIT */
/* The command line of forkscale-checker. */
#ifndef FORKSCALE_CHECK_JUDGE_OPTIONS_H
#define FORKSCALE_CHECK_JUDGE_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

enum checker_task { TASK_JUDGE, TASK_LIST, TASK_LIST_CODES, TASK_WORK };

/* Borrowed from argv. */
struct checker_options {
    enum checker_task task;
    const char *strategy;
    const char *settings;
    const char *property;
    const char *ledger;
    bool nested;
    bool thorough;
    int worker;         /* −1: none */
    char *const *words; /* behind its number: see struct cell_options */
};

/* Fills *options from the command line. False: exit with *status; a sentence, the help or the version
 * is printed. */
bool checker_options_read(int argc, char **argv, struct checker_options *options, int *status);

#endif
