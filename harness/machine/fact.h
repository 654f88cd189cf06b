/* SPDX-License-Identifier: MIT */
/* Facts about the machine as JSON values. An unknown one is the word "unavailable", never 0 and
 * never left out, so that a reader need not guess. Each returns a new value, NULL without
 * memory. */
#ifndef FORKSCALE_MACHINE_FACT_H
#define FORKSCALE_MACHINE_FACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define FACT_TEXT_BYTES 256

json_t *fact_unavailable(void);

/* A text; what is not printable ASCII, as firmware may leave it, becomes '?'. NULL and "" are
 * unavailable. */
json_t *fact_text(const char *text);

/* A count or a size that cannot be 0: 0 and below are unavailable. */
json_t *fact_number(long long number);

/* Adds a fact to an object. Returns the object; NULL, with nothing left to free, when either is. */
json_t *fact_put(json_t *object, const char *name, json_t *fact);

/* The first line of the file whose name `format` makes, without its end; false when there is none
 * or it is empty. */
bool fact_line(char line[static FACT_TEXT_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The first line of a file as a text. */
json_t *fact_file(const char *path);

/* The parts of the machine, as hwloc sees them: of the whole machine, although this process may be
 * allowed to use less. */
json_t *topology_facts(void);

/* The operating system, and its limits for this process. */
json_t *system_facts(void);

#endif
