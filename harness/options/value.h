/* SPDX-License-Identifier: MIT */
/* From the text of an option to the field that it sets. */
#ifndef FORKSCALE_OPTIONS_VALUE_H
#define FORKSCALE_OPTIONS_VALUE_H

#include "kit/error.h"
#include "options/options.h"
#include <stdio.h>

/* Sets the row's field; a list grows. `text` is NULL for a flag. Returns 0; or EINVAL or ENOMEM with
 * a sentence. */
int value_set(const struct option_row *row, void *fields, const char *text, struct error *error);

/* Prints what the row takes, and its default: " (1 to 100; default 2)". */
void value_print_range(const struct option_row *row, const void *defaults, FILE *stream);

#endif
