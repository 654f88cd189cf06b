/* SPDX-License-Identifier: MIT */
/* The value and the help of a row. */
#ifndef FORKSCALE_OPTIONS_ROW_H
#define FORKSCALE_OPTIONS_ROW_H

#include "kit/error.h"
#include "options/options.h"
#include <stdio.h>

/* The options of every table, --help and --version, and an end row. */
extern const struct option_row options_common[];

static inline bool row_is_end(const struct option_row *row)
{
    return row->name == NULL && row->argument == NULL;
}

/* Sets the row's field; a list grows. `text` is NULL for a flag. Returns 0; or EINVAL or ENOMEM
 * with a sentence. */
int value_set(const struct option_row *row, void *fields, const char *text, struct error *error);

/* "table, json or tsv" */
void value_print_choices(const char *const *choices, FILE *stream);

/* Prints the table's help on stdout, in at most 79 columns. */
void help_print(const struct option_table *table);

#endif
