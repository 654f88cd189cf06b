/* SPDX-License-Identifier: MIT */
/* Tunables: what a module lets its user set, as rows of a table.
 *
 * One row gives the check, the line in `forkscale list`, the help and the key in the results. A
 * module numbers its rows with an enum and reads values[ROW]:
 *
 *     enum { CHUNK };
 *     static const struct tunable tunables[] = {
 *         [CHUNK] = { .name = "chunk", .min = 1, .max = 65536, .default_value = 1,
 *                     .help = "items a worker claims at once" },
 *         { 0 }
 *     };
 */
#ifndef FORKSCALE_KIT_TUNABLE_H
#define FORKSCALE_KIT_TUNABLE_H

#include "kit/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TUNABLES_MAX 16 /* rows a table may have, its end mark included */

/* A row is a choice when .choices is set, a text when .text is set, else an integer. */
struct tunable {
    const char *name; /* lower-case word; NULL ends the table */
    const char *help; /* a phrase, with the unit if there is one */
    int64_t min;      /* integer: least and greatest value, both allowed */
    int64_t max;
    int64_t default_value; /* integer: the value when nothing is said; choice: the index of it */
    const char *choices;   /* choice: "block|cyclic" */
    const char *reason;    /* choice: why no other is possible; the error ends with it; or NULL */
    const char *with;      /* choice: the row that a ":VALUE" behind a word sets; NULL: none */
    const char *text;      /* text: the value when nothing is said, "" for none */
};

struct value {
    int64_t number;   /* integer: the value; choice: its index in .choices */
    const char *text; /* choice and text: the value as words, owned by the values or the table */
    bool is_set;      /* it was said, and is not the default_value by default */
};

/* The values of one module, in row order. Owns the memory behind .text. */
struct values {
    struct value row[TUNABLES_MAX];
    char *words; /* backing store, freed by values_release */
};

enum tunable_kind { TUNABLE_INTEGER, TUNABLE_CHOICE, TUNABLE_TEXT };

enum tunable_kind tunable_kind(const struct tunable *row);

/* Number of words in row->choices; at least 1. */
int64_t tunable_choice_count(const struct tunable *row);

/* Where the words of a choice's default_value begin in row->choices; they end at a '|' or with
 * it. */
const char *tunable_default_choice(const struct tunable *row);

/* Number of rows before the end mark; 0 for a NULL table. */
size_t tunable_count(const struct tunable *table);

/* Fills *values from `settings`, "k=v,k=v" or NULL or "", over the defaults of `table`. A comma
 * ends a value, so a text cannot hold one; "k=v:w" is "k=v,m=w" where m is the row that k names.
 * Returns 0, ENOMEM, or EINVAL with a sentence that names the tunable, the value and what would be
 * right. After an error *values needs no release. */
int values_parse(struct values *values, const struct tunable *table, const char *settings,
                 struct error *error);

void values_release(struct values *values);

/* Writes the settings that differ from the defaults as "k=v,k=v" in row order; "" when none does.
 * Truncates at `bytes`. Returns the length that was needed, as snprintf does. */
size_t values_format(const struct values *values, const struct tunable *table, char *text,
                     size_t bytes);

#endif
