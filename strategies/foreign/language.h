/* SPDX-License-Identifier: MIT */
/* The languages whose programs are strategies: which interpreter runs a program, and whether this
 * machine has it. */
#ifndef FORKSCALE_STRATEGIES_FOREIGN_LANGUAGE_H
#define FORKSCALE_STRATEGIES_FOREIGN_LANGUAGE_H

#include "strategies/strategy.h"
#include <limits.h>

/* How programs of a language are started: `interpreter option program word…`. */
struct language {
    const char *ending;      /* of its programs: ".py" */
    const char *interpreter; /* searched for on the path, unless … */
    const char *variable;    /* … this one in the environment names another */
    const char *option;      /* without it, the interpreter would read or leave files of the user */
};

/* Finds the program beside the module, under the same stem, and its interpreter. Returns 0, or
 * ENOENT with a sentence on the job. */
int language_find(const struct pool *pool, char interpreter[static PATH_MAX],
                  char program[static PATH_MAX], const struct language **language);

/* For the hook `runtime` of a strategy in Python, Perl or R: writes the version of the interpreter, and
 * of the Perl module `package` ("Parallel::ForkManager") that the program uses. Returns 0, ENOENT when it
 * is not installed, or ENOTSUP when it is too old or lacks a module; then a sentence is in *error. */
int language_python(char *version, size_t bytes, struct error *error);
int language_perl(const char *package, char *version, size_t bytes, struct error *error);
int language_r(char *version, size_t bytes, struct error *error);

#endif
