/* SPDX-License-Identifier: MIT */
/* Checked getters for an untrusted JSON document: each returns a value of the right type and range,
 * or sets an error that names the key, its value and what is expected.
 *
 * After the first error the getters still return values that are safe to store, and set no other
 * error. So a reader may read on, and looks for the error once, at its end. */
#ifndef FORKSCALE_RECORD_FIELD_H
#define FORKSCALE_RECORD_FIELD_H

#include "kit/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An object whose fields are read, NULL after an error. Borrows it, and where errors go. */
struct fields {
    const json_t *object;
    char place[64];      /* where it stands in the document: "benchmarks[7]."; "" for the root */
    struct error *error; /* EBADMSG, or ENOMEM; 0 before the first error */
};

struct fields field_object(const struct fields *from, const char *key);

bool field_exists(const struct fields *from, const char *key);

/* How many elements the array has; and the object at `index` of it. */
size_t field_array(const struct fields *from, const char *key);
struct fields field_element(const struct fields *from, const char *key, size_t index);

/* A copy for free(); NULL after an error. */
char *field_text(const struct fields *from, const char *key);

/* The same, but NULL where the key is missing. */
char *field_optional_text(const struct fields *from, const char *key);

/* The object under the key as compact JSON in printable ASCII with its keys in order, so that equal
 * objects are equal texts; for free(). NULL where it is missing. */
char *field_optional_object(const struct fields *from, const char *key);

bool field_flag(const struct fields *from, const char *key);

/* A whole number in min … max. 2.0 is one: Google Benchmark writes every counter as a real. */
unsigned field_count(const struct fields *from, const char *key, int64_t min, int64_t max);

/* A finite number from `min` to NUMBER_MAX; the unit, "ns" or "", is for the sentence. */
double field_number(const struct fields *from, const char *key, const char *unit, double min);

/* An array of durations, each at least `min` ns, for free(); NULL without memory. *count may come out
 * 0. */
double *field_durations(const struct fields *from, const char *key, double min, size_t *count);

/* Sets the error that what is under `key`, if anything, is not what is expected. */
void field_refuse(const struct fields *from, const char *key, const char *wanted, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns `memory`; NULL sets the error ENOMEM. */
void *field_memory(const struct fields *from, void *memory);

/* Thirty years in nanoseconds. With every duration in 1 … 1e18 no ratio of two can overflow. */
#define NUMBER_MAX 1e18

#endif
