/* SPDX-License-Identifier: MIT */
/* Checked getters for an untrusted JSON document: each either returns a value of the right type and
 * range, or sets an error that names the key, its value and what is expected. */
#ifndef FORKSCALE_RECORD_FIELD_H
#define FORKSCALE_RECORD_FIELD_H

#include "kit/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An object whose fields are read. Borrows it, and where errors go. */
struct fields {
    const json_t *object;
    char place[64]; /* where it stands in the document: "benchmarks[7]."; "" for the root */
    struct error *error;
};

/* All return 0, or EBADMSG with the sentence in from->error; on an error the output is not set. Texts
 * and arrays that are copied belong to the caller, for free(); those getters may also return
 * ENOMEM. */

int field_object(const struct fields *from, const char *key, struct fields *inside);
int field_array(const struct fields *from, const char *key, const json_t **array);

/* The object at `index` of the array that stands under `key`. */
int field_element(const struct fields *from, const char *key, size_t index, struct fields *inside);

int field_text(const struct fields *from, const char *key, char **text);
int field_flag(const struct fields *from, const char *key, bool *flag);

/* As field_flag, but a key that is not there is false. */
int field_optional_flag(const struct fields *from, const char *key, bool *flag);

/* A whole number in min … max. 2.0 is one: Google Benchmark writes every counter as a real. */
int field_count(const struct fields *from, const char *key, int64_t min, int64_t max,
                unsigned *count);

/* A finite number from `min` to NUMBER_MAX; the unit, "ns" or "", is for the sentence. */
int field_number(const struct fields *from, const char *key, const char *unit, double min,
                 double *number);

/* An array of durations, each at least 1 ns; *count may come out 0. */
int field_durations(const struct fields *from, const char *key, double **ns, size_t *count);

/* Sets in from->error that `found` (NULL: nothing) under `key` is not what is expected.
 * Returns EBADMSG. */
int field_refuse(const struct fields *from, const char *key, const json_t *found,
                 const char *wanted, ...) __attribute__((format(printf, 4, 5)));

/* Thirty years in nanoseconds. With every duration in 1 … 1e18 no ratio of two can overflow. */
#define NUMBER_MAX 1e18

#endif
